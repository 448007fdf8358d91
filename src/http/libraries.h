// http/libraries.h: libcurl and OpenSSL, opened when the first request is made.
//
// Purpose    libcurl brings thirty libraries along and takes more time to load than all the rest of
//            a start (docs/decisions/0013). So the program is not linked with it: this room defines
//            the functions it calls under their own names, and each hands the call on.
// Threads    Any.
#pragma once

#include <string>

namespace ingot::http {

// Opens the libraries, once. Empty, or what is missing and what to do about it; no function of
// libcurl or OpenSSL may be called then.
const std::string& missing_library();

}  // namespace ingot::http
