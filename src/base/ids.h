// base/ids.h: random identifiers and a stable hash.
//
// Purpose    new_uuid() names sessions and messages; nothing derived from it may stand in a request
//            body's prefix (invariant 1). stable_hash() gives the same value in every process and
//            build; it is not cryptographic.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ingot {

// A lower-case version 4 UUID (RFC 9562).
std::string new_uuid();
bool is_uuid(std::string_view text);

// FNV-1a, 64 bits. `seed` gives independent hashes of one text.
std::uint64_t stable_hash(std::string_view text, std::uint64_t seed = 0);

// `length` characters of [0-9A-Za-z] that depend on `text` alone.
std::string stable_base62(std::string_view text, std::size_t length);

}  // namespace ingot
