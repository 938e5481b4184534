# andon_folder, andon_embed and the compiler flags: the build's only vocabulary.
include(GoogleTest)
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(GTest REQUIRED)

option(ANDON_FUZZ "build the fuzz targets (clang)" OFF)
option(ANDON_BENCH "build the benchmarks" OFF)
option(ANDON_STATIC "link everything but glibc statically" OFF)
set(ANDON_SANITIZE "" CACHE STRING "value for -fsanitize=, empty for none")
option(ANDON_COVERAGE "instrument for gcov" OFF)

find_program(ANDON_CCACHE ccache)
if(ANDON_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ccache)
endif()

add_library(andon_flags INTERFACE)
target_compile_options(andon_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Werror
  -fno-omit-frame-pointer -pthread)
# libstdc++ 12's own std::stable_sort calls what it deprecates; clang tells of it where we call that.
target_compile_options(andon_flags INTERFACE
  $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>)
target_include_directories(andon_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
# g++ 12 warns of things inside std::string that cannot happen once it inlines (-O2); the debug build
# keeps these warnings.
target_compile_options(andon_flags INTERFACE
  $<$<AND:$<CONFIG:Release>,$<CXX_COMPILER_ID:GNU>>:-Wno-stringop-overflow -Wno-stringop-overread
  -Wno-array-bounds -Wno-restrict -Wno-maybe-uninitialized -Wno-dangling-pointer>)
target_link_libraries(andon_flags INTERFACE Threads::Threads)
if(ANDON_SANITIZE)
  target_compile_options(andon_flags INTERFACE
    # vptr checks want type information that SOCI's library does not export.
    -fsanitize=${ANDON_SANITIZE} -fno-sanitize-recover=all -fno-sanitize=vptr)
  target_link_options(andon_flags INTERFACE -fsanitize=${ANDON_SANITIZE})
endif()
if(ANDON_COVERAGE)
  target_compile_options(andon_flags INTERFACE --coverage)
  target_link_options(andon_flags INTERFACE --coverage)
endif()
if(ANDON_FUZZ)
  target_compile_options(andon_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
find_program(ANDON_MOLD mold)
if(ANDON_MOLD)
  target_link_options(andon_flags INTERFACE -fuse-ld=mold)
endif()

if(ANDON_STATIC)
  target_link_options(andon_flags INTERFACE -static-libstdc++ -static-libgcc -Wl,--gc-sections)
endif()

# fmt::fmt: Debian's shared library, or, where all is static, one source of our own made from its
# headers, since Debian has no archive of it.
macro(andon_find_fmt)
  find_package(fmt REQUIRED)
  if(ANDON_STATIC)
    add_library(andon_fmt STATIC ${CMAKE_SOURCE_DIR}/cmake/fmt_static.cpp)
    set(ANDON_FMT andon_fmt)
  else()
    set(ANDON_FMT fmt::fmt)
  endif()
endmacro()

# The precompiled headers: the common standard ones, and those with GoogleTest for tests.
set(ANDON_PCH <algorithm> <array> <atomic> <charconv> <chrono> <cstdint> <cstring> <expected>
  <filesystem> <functional> <map> <memory> <mutex> <optional> <set> <span> <stop_token> <string>
  <string_view> <thread> <tuple> <unordered_map> <unordered_set> <utility> <variant> <vector>
  <fmt/core.h>)
file(WRITE ${CMAKE_BINARY_DIR}/pch.cpp "")
add_library(andon_pch STATIC ${CMAKE_BINARY_DIR}/pch.cpp)
target_link_libraries(andon_pch PUBLIC andon_flags)
target_precompile_headers(andon_pch PRIVATE ${ANDON_PCH})
add_library(andon_test_pch STATIC ${CMAKE_BINARY_DIR}/pch.cpp)
target_link_libraries(andon_test_pch PUBLIC andon_flags GTest::gtest)
target_precompile_headers(andon_test_pch PRIVATE ${ANDON_PCH} <gtest/gtest.h>)

# andon_embed(NAME FOLDER GLOB...): the files under FOLDER that match, inside the binary as
# assets `FOLDER/relative/path` (see base/assets.h). Reads no file at configure time but names.
function(andon_embed target folder)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}
    ${CMAKE_SOURCE_DIR}/${folder}/*)
  list(FILTER files EXCLUDE REGEX "/\\.[^/]*$")
  list(SORT files)
  set(unit ${CMAKE_BINARY_DIR}/embedded_${target}.cpp)
  set(text "#include \"base/assets.h\"\n")
  set(table "")
  set(absolute "")
  set(index 0)
  foreach(file IN LISTS files)
    string(APPEND text "__asm__(\".section .rodata\\n.balign 16\\nandon_asset_${target}_${index}:\\n"
      ".incbin \\\"${CMAKE_SOURCE_DIR}/${file}\\\"\\nandon_asset_${target}_${index}_end:\\n.byte 0\\n.previous\\n\");\n"
      "extern \"C\" const char andon_asset_${target}_${index}[];\n"
      "extern \"C\" const char andon_asset_${target}_${index}_end[];\n")
    string(APPEND table "  {\"${file}\", andon_asset_${target}_${index}, andon_asset_${target}_${index}_end},\n")
    list(APPEND absolute ${CMAKE_SOURCE_DIR}/${file})
    math(EXPR index "${index} + 1")
  endforeach()
  string(APPEND text "namespace andon::base {\nstd::span<const EmbeddedFile> embedded_${target}() {\n"
    "  static const EmbeddedFile table[] = {\n${table}  {nullptr, nullptr, nullptr}};\n"
    "  return {table, ${index}};\n}\n}\n")
  file(GENERATE OUTPUT ${unit} CONTENT "${text}")
  set_source_files_properties(${unit} PROPERTIES OBJECT_DEPENDS "${absolute}" SKIP_PRECOMPILE_HEADERS ON GENERATED ON)
  target_sources(andon_base PRIVATE ${unit})
endfunction()

# andon_embed_zones(): Debian's compiled time zones (package tzdata), inside the binary as one block
# that base/time_zone.cpp reads: count, then per name four numbers (offsets and sizes of name and
# data), then names and data. Numbers are differences that the assembler knows, so nothing is left
# to do when the program starts. A link to another zone shares its data.
set(ANDON_ZONEINFO /usr/share/zoneinfo CACHE PATH "compiled time zones")
function(andon_embed_zones)
  file(GLOB_RECURSE names RELATIVE ${ANDON_ZONEINFO} ${ANDON_ZONEINFO}/*)
  list(FILTER names EXCLUDE REGEX "^(right|posix)/|^(posixrules|localtime|Factory)$")
  list(SORT names)
  set(rows "")
  set(data "")
  set(digests "")
  set(count 0)
  foreach(name IN LISTS names)
    file(READ ${ANDON_ZONEINFO}/${name} magic LIMIT 4 HEX)
    if(NOT magic STREQUAL "545a6966")  # TZif
      continue()
    endif()
    file(REAL_PATH ${ANDON_ZONEINFO}/${name} path)
    string(MD5 id ${path})
    if(NOT DEFINED zone_${id})
      file(MD5 ${path} zone_${id})
      string(APPEND digests ${zone_${id}})
      string(APPEND data ".Lzone_${id}: .incbin \"${path}\"\n.Lzone_${id}_end:\n")
    endif()
    string(LENGTH ${name} length)
    string(APPEND rows ".long .Lname_${count} - andon_zones, ${length}, "
      ".Lzone_${id} - andon_zones, .Lzone_${id}_end - .Lzone_${id}\n")
    string(APPEND data ".Lname_${count}: .ascii \"${name}\"\n")
    math(EXPR count "${count} + 1")
  endforeach()
  if(count LESS 300)
    message(FATAL_ERROR "no time zones under ${ANDON_ZONEINFO}: install tzdata")
  endif()
  string(MD5 digest "${digests}${rows}")
  set(unit ${CMAKE_BINARY_DIR}/embedded_zones)
  file(GENERATE OUTPUT ${unit}.s CONTENT ".section .rodata
.balign 16
andon_zones: .long ${count}
${rows}${data}andon_zones_end: .byte 0
.previous
")
  # The digest, so that a compiler cache sees when a zone changed.
  file(GENERATE OUTPUT ${unit}.cpp CONTENT "#include \"base/assets.h\"
__asm__(\"# ${digest}\\n.include \\\"${unit}.s\\\"\\n\");
extern \"C\" const char andon_zones[];
extern \"C\" const char andon_zones_end[];
namespace andon::base {
std::string_view embedded_zones() {
  return {andon_zones, static_cast<std::size_t>(andon_zones_end - andon_zones)};
}
}
")
  set_source_files_properties(${unit}.cpp PROPERTIES OBJECT_DEPENDS ${unit}.s
    SKIP_PRECOMPILE_HEADERS ON GENERATED ON)
  target_sources(andon_base PRIVATE ${unit}.cpp)
endfunction()

# andon_folder(policy USES base model cel LINKS PkgConfig::RE2): one folder of src/ as a library
# andon_policy, and its *_test.cpp as the test program policy_test. tests/tidy_test.cpp reads
# these lines and holds every #include to them.
function(andon_folder name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "USES;LINKS")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  add_library(andon_${name} STATIC ${sources})
  set_target_properties(andon_${name} PROPERTIES LINKER_LANGUAGE CXX)
  list(TRANSFORM arg_USES PREPEND andon_ OUTPUT_VARIABLE uses)
  target_link_libraries(andon_${name} PUBLIC andon_flags ${uses} PRIVATE ${arg_LINKS})
  target_precompile_headers(andon_${name} REUSE_FROM andon_pch)
  if(tests AND NOT ANDON_FUZZ)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE andon_${name} andon_fakes ${arg_LINKS} GTest::gtest GTest::gtest_main)
    target_precompile_headers(${name}_test REUSE_FROM andon_test_pch)
    target_compile_definitions(${name}_test PRIVATE ANDON_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    gtest_discover_tests(${name}_test WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
      DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 300)
  endif()
endfunction()
