#include <gtest/gtest.h>

#include "base/limits.h"
#include "governance/owners.h"

namespace andon::governance {
namespace {

using Names = std::vector<std::string>;

TEST(Catalog, reads_components_and_groups_among_other_documents) {
  const auto read = parse_catalog(
      "# ours\n---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: "
      "shop-web}\n"
      "spec:\n  owner: group:default/web\n  system: shop\n---\nkind: API\nmetadata: {name: api}\n"
      "--- # more\nkind: Group\nmetadata: {name: web}\nspec: {members: [ada, user:bob]}\n...\n",
      "catalog-info.yaml");
  ASSERT_TRUE(read) << read.error().text();
  ASSERT_EQ(read->size(), 2u);
  EXPECT_EQ((*read)[0].kind, "Component");
  EXPECT_EQ((*read)[0].name, "shop-web");
  EXPECT_EQ((*read)[0].owner, "web");
  EXPECT_EQ((*read)[0].part_of, "shop");
  EXPECT_EQ((*read)[0].line, 3u);
  EXPECT_EQ((*read)[1].members, (Names{"ada", "bob"}));
  EXPECT_EQ((*read)[1].line, 13u);
}

TEST(Catalog, names_the_place_within_the_whole_file_of_what_is_broken) {
  const auto read = parse_catalog("---\nkind: Component\n---\nkind: [\n", "catalog-info.yaml");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message.substr(0, 20), "catalog-info.yaml:5:") << read.error().message;
}

TEST(Catalog, has_at_most_so_many_documents) {
  std::string text;
  for (std::size_t i = 0; i < base::limits::catalog_documents; ++i) text += "---\nkind: API\n";
  EXPECT_TRUE(parse_catalog(text, "c.yaml"));
  EXPECT_FALSE(parse_catalog(text + "---\nkind: API\n", "c.yaml"));
}

TEST(SecurityText, tells_contacts_and_the_end) {
  const auto read = parse_security_text(
      "# ours\nContact: mailto:s@example.org\ncontact: https://example.org/report\n"
      "Expires: 2026-12-31T23:00:00.000Z\nPreferred-Languages: en\n",
      "security.txt");
  EXPECT_EQ(read.contacts, (Names{"mailto:s@example.org", "https://example.org/report"}));
  ASSERT_TRUE(read.expires);
  EXPECT_EQ(base::to_text(*read.expires), "2026-12-31T23:00:00Z");
  EXPECT_EQ(read.expires_line, 4u);
  EXPECT_TRUE(read.problems.empty());
}

TEST(SecurityText, is_read_out_of_a_cleartext_signature) {
  const auto read = parse_security_text(
      "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\nContact: not-this@example.org\n\n"
      "- Contact: mailto:s@example.org\nExpires: 2026-12-31T00:00:00Z\n"
      "-----BEGIN PGP SIGNATURE-----\nContact: nor-this\n-----END PGP SIGNATURE-----\n",
      "security.txt");
  EXPECT_EQ(read.contacts, Names{"mailto:s@example.org"});
  EXPECT_TRUE(read.problems.empty());
}

TEST(SecurityText, names_what_it_lacks) {
  EXPECT_EQ(parse_security_text("Expires: soon\nExpires: 2026-12-31T00:00:00Z\n", "s.txt").problems,
            (Names{"s.txt:1:1: Expires wants an instant (RFC 3339)",
                   "s.txt:2:1: Expires stands there twice", "s.txt:1:1: no Contact"}));
  EXPECT_EQ(parse_security_text("", "s.txt").problems,
            (Names{"s.txt:1:1: no Contact", "s.txt:1:1: no Expires"}));
}

}  // namespace
}  // namespace andon::governance
