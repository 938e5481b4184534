#include "base/canonical_json.h"
#include "base/json.h"
#include "crypto/digest.h"
#include "records/records.h"

namespace andon::records {
namespace {

constexpr std::string_view suffix = ".json.zst";
constexpr std::string_view signature_suffix = ".sig";

bool is_lower_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_kind(std::string_view text) {
  return !text.empty() && text.size() <= 32 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos;
}

}  // namespace

bool is_digest(std::string_view text) { return text.size() == 64 && is_lower_hex(text); }

std::string path_of(std::string_view digest) {
  ASSERT(is_digest(digest));
  std::string path(digest.substr(0, 2));
  path += '/';
  path += digest.substr(2);
  path += suffix;
  return path;
}

std::string digest_of(std::string_view relative_path) {
  if (relative_path.size() != 65 + suffix.size() || relative_path[2] != '/' ||
      !relative_path.ends_with(suffix))
    return {};
  std::string digest(relative_path.substr(0, 2));
  digest += relative_path.substr(3, 62);
  return is_digest(digest) ? digest : std::string();
}

std::string signed_digest_of(std::string_view relative_path) {
  constexpr std::size_t record_size = 65, key_digits = 32;
  if (!relative_path.ends_with(signature_suffix) || relative_path.size() < record_size) return {};
  // One that was made by hand may name no key: <62>.sig.
  const auto key = relative_path.substr(
      record_size, relative_path.size() - record_size - signature_suffix.size());
  const bool is_named =
      key.size() == 1 + key_digits && key.front() == '.' && is_lower_hex(key.substr(1));
  if (!key.empty() && !is_named) return {};
  return digest_of(std::string(relative_path.substr(0, record_size)) + std::string(suffix));
}

model::Record make(base::Context& context, std::string_view kind, std::string_view component,
                   base::Value body) {
  model::Record record;
  record.schema = "andon/" + std::string(kind) + "/v1";
  record.kind = kind;
  record.made_at = context.world.clock().now();
  record.component = component;
  record.body = std::move(body);
  return record;
}

base::Result<Sealed> seal(model::Record record) {
  Sealed sealed;
  auto body = std::exchange(record.body, base::Value());
  auto value = model::to_value(record);
  if (!body.is_null()) value.set("body", std::move(body));
  sealed.bytes = TRY(base::json::canonical(value), "sealing a {}", record.kind);
  sealed.digest = crypto::sha256_hex(sealed.bytes);
  return sealed;
}

base::Result<model::Record> unseal(std::string_view bytes, std::string_view digest,
                                   std::string_view name) {
  const auto refuse = [&](std::string_view why) {
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::input, "{}: {}", name, why);
  };
  if (crypto::sha256_hex(bytes) != digest) return refuse("its content is not what its name says");
  return unseal_checked(bytes, name);
}

base::Result<model::Record> unseal_checked(std::string_view bytes, std::string_view name) {
  const auto refuse = [&](std::string_view why) {
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::input, "{}: {}", name, why);
  };
  base::Value value;
  if (!base::json::read_canonical(bytes, value)) {
    value = TRY(base::json::parse(bytes, name));
    // Two spellings of one record would be two records.
    const auto canonical = base::json::canonical(value);
    if (!canonical || *canonical != bytes) return refuse("is not canonical JSON");
  }
  base::Value body;
  if (auto* found = value.find("body")) body = std::exchange(*found, base::Value());
  auto record = TRY(model::record_from(value), "reading {}", name);
  record.body = std::move(body);
  if (!is_kind(record.kind)) return refuse("names no kind of record");
  if (!record.schema.starts_with("andon/" + record.kind + "/v"))
    return refuse("its schema and its kind do not agree");
  return record;
}

}  // namespace andon::records
