// The files that the binary carries: rules/, policies/, schemas (andon_embed in cmake/andon.cmake).
#pragma once
#include <span>
#include <string_view>

namespace andon::base {

struct EmbeddedFile {
  const char* path;  // "rules/secrets/cloud.toml"
  const char* begin;
  const char* end;
  std::string_view text() const { return {begin, static_cast<std::size_t>(end - begin)}; }
};

std::span<const EmbeddedFile> embedded_rules();       // rules/**
std::span<const EmbeddedFile> embedded_policies();    // policies/**
std::span<const EmbeddedFile> embedded_schemas();     // docs/reference/schemas/**
std::span<const EmbeddedFile> embedded_migrations();  // src/store/migrations/**
std::string_view embedded_zones();                    // read by time_zone.cpp alone

}  // namespace andon::base
