#include <cerrno>
#include <system_error>

#include "base/real_files.h"
#include "base/text.h"

namespace andon::base {

Error error_of(int number, const std::string& path) {
  const std::string shown = path_text(path);
  const auto error = [&](ErrorKind kind, std::string_view what) {
    return Error{kind, ErrorOrigin::machine, fmt::format("{}: {}", shown, what), {}};
  };
  switch (number) {
    case ENOENT:
      return error(ErrorKind::not_found, "no such file or folder");
    case ENOTDIR:
      return error(ErrorKind::not_found, "a part of the path is no folder");
    case ENAMETOOLONG:
      return error(ErrorKind::invalid, "the path is too long");
    case EACCES:
    case EPERM:
      return error(ErrorKind::denied, "permission denied");
    case EROFS:
      return error(ErrorKind::denied, "the file system is read-only");
    case EISDIR:
      return error(ErrorKind::unsupported, "is a folder");
    case ELOOP:
      return error(ErrorKind::unsupported, "goes through a link");
    case EEXIST:
      return error(ErrorKind::conflict, "is there already");
    case ENOTEMPTY:
      return error(ErrorKind::conflict, "the folder is not empty");
    case EMFILE:
    case ENFILE:
      return error(ErrorKind::unavailable, "too many open files");
    case ENOSPC:
    case EDQUOT:
      return Error{ErrorKind::unavailable,
                   ErrorOrigin::machine,
                   fmt::format("no space left on the device of {}", shown),
                   {}};
    default:
      return error(ErrorKind::unavailable, std::system_category().message(number));
  }
}

}  // namespace andon::base
