#include "base/schema.h"

// Without it valijson ends the process on a schema that it does not understand.
#define VALIJSON_USE_EXCEPTIONS 1
#include <boost/json.hpp>
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "base/limits.h"
#include "base/text.h"

namespace andon::base::schema {

namespace {

namespace boosted = boost::json;
using Adapter = valijson::adapters::BoostJsonAdapter;

// valijson matches patterns and formats by std::regex, which recurses once per character: a long
// text ends the process. The texts that a schema describes by pattern are short ones.
std::string_view bounded(std::string_view text) {
  return text.substr(0, limits::schema_text_bytes);
}

boosted::value boosted_of(const Value& value) {
  if (const auto* list = value.list()) {
    boosted::array array;
    array.reserve(list->size());
    for (const auto& item : *list) array.push_back(boosted_of(item));
    return array;
  }
  if (const auto* map = value.map()) {
    boosted::object object;
    object.reserve(map->size());
    for (const auto& [key, item] : *map) object[bounded(key)] = boosted_of(item);
    return object;
  }
  if (const auto* text = value.string()) return boosted::value(bounded(*text));
  if (const auto* integer = value.integer()) return boosted::value(*integer);
  if (const auto* number = value.number()) return boosted::value(*number);
  if (const auto* boolean = value.boolean()) return boosted::value(*boolean);
  return nullptr;
}

// valijson says "<root>", "[\"name\"]", "[0]": a JSON pointer says it shorter.
std::string pointer(const std::vector<std::string>& context) {
  std::string out;
  for (const auto& part : context) {
    std::string_view name = part;
    if (name == "<root>") continue;
    if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
    if (name.size() >= 2 && name.starts_with('"') && name.ends_with('"'))
      name = name.substr(1, name.size() - 2);
    out.append("/").append(name);
  }
  return out.empty() ? "/" : out;
}

}  // namespace

Result<std::vector<std::string>> breaches(const Value& schema, const Value& document) {
  try {
    const auto schema_tree = boosted_of(schema);
    const auto document_tree = boosted_of(document);
    valijson::Schema compiled;
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    parser.populateSchema(Adapter(schema_tree), compiled);
    valijson::Validator validator(valijson::Validator::kStrongTypes);
    valijson::ValidationResults results;
    std::vector<std::string> found;
    if (validator.validate(compiled, Adapter(document_tree), &results)) return found;
    for (const auto& error : results)
      found.push_back(
          printable(fmt::format("at {}: {}", pointer(error.context), error.description)));
    if (found.empty()) found.push_back("at /: the document does not match the schema");
    return found;
  } catch (const std::exception& error) {
    return fail(ErrorKind::invalid, ErrorOrigin::configuration, "the schema is not usable: {}",
                error.what());
  }
}

}  // namespace andon::base::schema
