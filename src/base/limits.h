// Every limit that hostile input meets, by name and unit. Grown where a reader is added; never a
// bare number in a reader.
#pragma once
#include <cstddef>
#include <cstdint>

namespace andon::base::limits {

// Documents (JSON, YAML, TOML, XML)
inline constexpr std::size_t document_depth = 128;               // nested lists and maps
inline constexpr std::size_t document_nodes = 4'000'000;         // of one DOM
inline constexpr std::size_t document_copied_bytes = 64u << 20;  // text that YAML aliases copy
inline constexpr std::size_t schema_text_bytes = 8u << 10;       // of a text that a schema looks at
inline constexpr std::size_t configuration_bytes = 4u << 20;     // a file that people write
inline constexpr std::size_t report_bytes = std::size_t{2} << 30;  // an imported report, unpacked
inline constexpr std::size_t report_expansion_ratio = 200;         // unpacked bytes per packed byte
inline constexpr std::size_t report_findings = 1'000'000;          // of one report
inline constexpr std::size_t report_element_nodes = 100'000;  // values of one finding of a report
inline constexpr std::size_t report_rules = 200'000;          // that one report describes
inline constexpr std::size_t report_problems = 1'000;         // told one by one, then counted
inline constexpr std::size_t text_field_bytes = 64u << 10;    // a message, a snippet of a report
inline constexpr std::size_t record_bytes = std::size_t{1} << 30;  // one record, unpacked
inline constexpr std::size_t record_packed_bytes = 256u << 20;     // one record, as its file has it
inline constexpr std::size_t gate_entry_items = 1'000;  // waivers, measures the index keeps of one
inline constexpr std::size_t fleet_components = 10'000;  // shown; the worst of them
inline constexpr std::size_t fleet_runs_back = 10'000;   // looked at for one that counts
inline constexpr std::size_t verified_signatures = 200'000;  // remembered; then begun anew
inline constexpr std::size_t sync_attempts = 200;                  // pushes that lost a race

// The governance source
inline constexpr std::size_t governance_files = 10'000;
inline constexpr std::size_t governance_bytes = 64u << 20;  // all files together
inline constexpr std::size_t governance_depth = 8;          // folders
inline constexpr std::size_t catalog_bytes = 256u << 10;    // a catalog-info.yaml, a security.txt
inline constexpr std::size_t catalog_documents = 100;

// The source tree
inline constexpr std::size_t tree_file_bytes = 64u << 20;  // larger files are listed, not read
inline constexpr std::size_t tree_files = 5'000'000;
inline constexpr std::size_t tree_depth = 512;  // folders
inline constexpr std::size_t path_bytes = 4096;
inline constexpr std::size_t ignore_file_bytes = 8u << 20;
inline constexpr std::size_t ignore_patterns = 100'000;  // of one tree
inline constexpr std::size_t wildcard_steps = 200'000;  // of one pattern on one path: then no match

// The secrets check
inline constexpr std::size_t secret_rules = 20'000;
inline constexpr std::size_t secret_matches_per_file = 10'000;
inline constexpr std::size_t secret_bytes = 16u << 10;        // of one value
inline constexpr std::int64_t secret_regex_bytes = 64 << 20;  // memory of one compiled rule
inline constexpr std::size_t secret_line_bytes = 32u << 10;  // of a line, on either side of a match
inline constexpr std::size_t secret_cache_bytes = 256u << 20;  // results kept by blob
inline constexpr std::size_t secret_cache_files = 256;         // of all trees, newest first
inline constexpr std::uint64_t secret_cache_folder_bytes = 1u << 30;
inline constexpr std::size_t decode_depth = 5;
inline constexpr std::size_t decode_context_bytes = 2048;  // read around a decoded value
inline constexpr std::size_t decoded_bytes_per_file = 16u << 20;

// Programs of others
inline constexpr std::int64_t tool_timeout_ms = 15 * 60 * 1000;
inline constexpr std::int64_t tool_version_timeout_ms = 5 * 1000;
inline constexpr std::int64_t git_timeout_ms = 5 * 60 * 1000;
inline constexpr std::size_t git_output_bytes = std::size_t{2} << 30;  // of one call
inline constexpr std::size_t tool_output_bytes = std::size_t{1} << 30;
inline constexpr std::size_t tool_argument_bytes = 512u << 10;  // names handed over at once
inline constexpr std::size_t tool_error_bytes = 1u << 20;       // of stderr that is kept
inline constexpr std::int64_t program_grace_ms = 2 * 1000;      // from SIGTERM to SIGKILL
inline constexpr std::int64_t program_drain_ms = 500;           // for pipes that outlive a program
inline constexpr std::uint64_t program_file_bytes = std::uint64_t{8} << 30;  // one file it writes
inline constexpr std::size_t sandbox_folder_entries = 1000;  // mounts to leave one out

// Keys and signatures
inline constexpr std::size_t ssh_key_bytes = 16u << 10;        // of a public key's line
inline constexpr std::size_t ssh_signature_bytes = 16u << 10;  // armored
inline constexpr std::size_t openpgp_key_bytes = 256u << 10;   // armored; with its certifications
inline constexpr std::size_t commit_object_bytes = 1u << 20;   // with its signature
inline constexpr std::size_t governance_commits = 20'000;      // of a source, walked for signatures
inline constexpr std::size_t governance_history_bytes = 64u << 20;  // objects kept of it
inline constexpr std::size_t governance_signed_commits = 500;       // verified in one run
inline constexpr std::int64_t gpgv_timeout_ms = 10 * 1000;
inline constexpr std::size_t rsa_least_bits = 2048;
inline constexpr std::size_t rsa_most_bits = 16'384;
inline constexpr std::size_t record_signatures = 64;               // of one record, by as many keys
inline constexpr std::size_t trusted_keys = 10'000;                // of one trust.yaml
inline constexpr std::int64_t signing_timeout_ms = 2 * 60 * 1000;  // a security key waits for touch

// Expressions
inline constexpr std::int64_t cel_cost = 10'000'000;  // evaluation steps of one rule
inline constexpr std::size_t cel_source_bytes = 64u << 10;
inline constexpr std::size_t cel_depth = 250;
inline constexpr std::size_t cel_trace_entries = 64;        // of one element
inline constexpr std::int64_t cel_check_steps = 2'000'000;  // comparing types of one expression
inline constexpr std::size_t cel_type_nodes = 1'000;        // list(map(string, int)) has four
inline constexpr std::size_t cel_format_digits = 1000;      // after the point, in "%.3f"

// Looking ahead
inline constexpr std::int64_t upcoming_days = 3'660;        // how far
inline constexpr std::size_t upcoming_moments = 200;        // whose effect on levels is weighed
inline constexpr std::size_t upcoming_silent_changes = 16;  // of a level, that no date announces

// Policies
inline constexpr std::int64_t policy_steps_per_element = 1'000;  // of one rule, besides cel_cost
inline constexpr std::int64_t policy_traced_steps = 1'000'000;   // dearer conditions have no trace
inline constexpr std::size_t policy_traced_elements = 1'000;     // of one rule, with their trace
inline constexpr std::int64_t policy_clock_tolerance_ms = 3'600'000;  // between two machines

}  // namespace andon::base::limits
