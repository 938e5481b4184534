#include "base/compress.h"

#include <zlib.h>
#include <zstd.h>

#include <cstring>

#include "base/limits.h"

namespace andon::base {

namespace {

constexpr std::size_t chunk_bytes = 64u << 10;
constexpr int zstd_level = 3;
// So much may come out before the ratio of unpacked to packed bytes says anything.
constexpr std::uint64_t free_bytes = 1u << 20;

// What was read to look at the first bytes, then the rest.
class Resumed final : public ByteSource {
 public:
  Resumed(std::string first, ByteSource& rest) : first_(std::move(first)), rest_(rest) {}
  Result<std::size_t> read(std::span<char> buffer) override {
    if (at_ < first_.size()) {
      const auto count = std::min(buffer.size(), first_.size() - at_);
      std::memcpy(buffer.data(), first_.data() + at_, count);
      at_ += count;
      return count;
    }
    const auto count = TRY(rest_.read(buffer));
    bytes += count;
    return count;
  }
  std::uint64_t bytes = 0;  // read from the rest; the first few do not matter

 private:
  std::string first_;
  std::size_t at_ = 0;
  ByteSource& rest_;
};

Result<void> bounded(std::uint64_t unpacked, std::uint64_t packed, std::size_t limit_bytes) {
  if (unpacked > limit_bytes)
    return fail(ErrorKind::too_large, ErrorOrigin::input, "unpacks to more than {} bytes",
                limit_bytes);
  if (unpacked > free_bytes && unpacked > packed * limits::report_expansion_ratio + free_bytes)
    return fail(ErrorKind::too_large, ErrorOrigin::input, "unpacks to more than {} times its size",
                limits::report_expansion_ratio);
  return {};
}

class ZstdSource final : public ByteSource {
 public:
  ZstdSource(std::unique_ptr<Resumed> packed, std::size_t limit_bytes)
      : packed_(std::move(packed)), limit_bytes_(limit_bytes), stream_(ZSTD_createDStream()) {}
  ZstdSource(const ZstdSource&) = delete;
  ZstdSource& operator=(const ZstdSource&) = delete;
  ~ZstdSource() override { ZSTD_freeDStream(stream_); }

  Result<std::size_t> read(std::span<char> buffer) override {
    ZSTD_outBuffer out{buffer.data(), buffer.size(), 0};
    while (out.pos == 0) {
      if (in_.pos == in_.size && !is_at_end_) {
        const auto count = TRY(packed_->read(input_));
        is_at_end_ = count == 0;
        in_ = {input_.data(), count, 0};
      }
      const auto before = in_.pos;
      if (is_at_end_ && is_frame_done_) return 0;
      const auto left = ZSTD_decompressStream(stream_, &out, &in_);
      if (ZSTD_isError(left))
        return fail(ErrorKind::invalid, ErrorOrigin::input, "not readable as zstd: {}",
                    ZSTD_getErrorName(left));
      is_frame_done_ = left == 0;
      if (is_at_end_ && out.pos == 0 && in_.pos == before && !is_frame_done_)
        return fail(ErrorKind::invalid, ErrorOrigin::input, "the zstd data is cut off");
    }
    unpacked_ += out.pos;
    TRY(bounded(unpacked_, packed_->bytes, limit_bytes_));
    return out.pos;
  }

 private:
  std::unique_ptr<Resumed> packed_;
  std::size_t limit_bytes_;
  ZSTD_DStream* stream_;
  std::vector<char> input_ = std::vector<char>(chunk_bytes);
  ZSTD_inBuffer in_{nullptr, 0, 0};
  bool is_at_end_ = false;
  bool is_frame_done_ = false;
  std::uint64_t unpacked_ = 0;
};

// zlib itself, not libarchive: that one does not check a gzip member's CRC.
class GzipSource final : public ByteSource {
 public:
  GzipSource(std::unique_ptr<Resumed> packed, std::size_t limit_bytes)
      : packed_(std::move(packed)), limit_bytes_(limit_bytes) {
    constexpr int gzip_window_bits = 15 + 16;
    ASSERT(inflateInit2(&stream_, gzip_window_bits) == Z_OK);
  }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;
  ~GzipSource() override { inflateEnd(&stream_); }

  Result<std::size_t> read(std::span<char> buffer) override {
    stream_.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(buffer.size(), chunk_bytes));
    const auto wanted = stream_.avail_out;
    while (stream_.avail_out == wanted) {
      if (stream_.avail_in == 0) {
        const auto count = TRY(packed_->read(input_));
        if (count == 0 && is_member_done_) return 0;
        if (count == 0)
          return fail(ErrorKind::invalid, ErrorOrigin::input, "the gzip data is cut off");
        stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
        stream_.avail_in = static_cast<uInt>(count);
      }
      TRY(inflate_some());
    }
    const std::size_t made = wanted - stream_.avail_out;
    unpacked_ += made;
    TRY(bounded(unpacked_, packed_->bytes, limit_bytes_));
    return made;
  }

 private:
  Result<void> inflate_some() {
    // Members may follow one another (RFC 1952 clause 2.2).
    if (std::exchange(is_member_done_, false)) inflateReset(&stream_);
    const int status = inflate(&stream_, Z_NO_FLUSH);
    is_member_done_ = status == Z_STREAM_END;
    if (status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR) return {};
    return fail(ErrorKind::invalid, ErrorOrigin::input, "not readable as gzip: {}",
                stream_.msg ? stream_.msg : "broken");
  }

  std::unique_ptr<Resumed> packed_;
  std::size_t limit_bytes_;
  z_stream stream_{};
  std::vector<char> input_ = std::vector<char>(chunk_bytes);
  bool is_member_done_ = false;
  std::uint64_t unpacked_ = 0;
};

class PlainSource final : public ByteSource {
 public:
  PlainSource(std::unique_ptr<Resumed> bytes, std::size_t limit_bytes)
      : bytes_(std::move(bytes)), limit_bytes_(limit_bytes) {}
  Result<std::size_t> read(std::span<char> buffer) override {
    const auto count = TRY(bytes_->read(buffer));
    read_ += count;
    if (read_ > limit_bytes_)
      return fail(ErrorKind::too_large, ErrorOrigin::input, "more than {} bytes", limit_bytes_);
    return count;
  }

 private:
  std::unique_ptr<Resumed> bytes_;
  std::size_t limit_bytes_;
  std::uint64_t read_ = 0;
};

class FailedSource final : public ByteSource {
 public:
  explicit FailedSource(Error error) : error_(std::move(error)) {}
  Result<std::size_t> read(std::span<char>) override { return std::unexpected(error_); }

 private:
  Error error_;
};

}  // namespace

std::string zstd_compress(std::string_view bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  const auto size = ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), zstd_level);
  ASSERT(!ZSTD_isError(size));
  out.resize(size);
  return out;
}

Result<std::string> zstd_decompress(std::string_view bytes, std::size_t limit_bytes) {
  const std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(),
                                                                        &ZSTD_freeDCtx);
  std::string out;
  std::vector<char> piece(std::min<std::size_t>(limit_bytes, chunk_bytes) + 1);
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  std::size_t left = 1;
  bool is_output_full = false;
  while (in.pos < in.size || is_output_full) {
    ZSTD_outBuffer produced{piece.data(), piece.size(), 0};
    left = ZSTD_decompressStream(context.get(), &produced, &in);
    if (ZSTD_isError(left))
      return fail(ErrorKind::invalid, ErrorOrigin::input, "not readable as zstd: {}",
                  ZSTD_getErrorName(left));
    out.append(piece.data(), produced.pos);
    if (out.size() > limit_bytes)
      return fail(ErrorKind::too_large, ErrorOrigin::input, "unpacks to more than {} bytes",
                  limit_bytes);
    is_output_full = produced.pos == produced.size;
  }
  if (left != 0) return fail(ErrorKind::invalid, ErrorOrigin::input, "the zstd data is cut off");
  return out;
}

std::unique_ptr<ByteSource> unpacked(ByteSource& packed, std::size_t limit_bytes) {
  std::string first;
  char buffer[4];
  while (first.size() < sizeof buffer) {
    auto count = packed.read({buffer, sizeof buffer - first.size()});
    if (!count) return std::make_unique<FailedSource>(std::move(count).error());
    if (*count == 0) break;
    first.append(buffer, *count);
  }
  const bool is_gzip = first.starts_with("\x1f\x8b");
  const bool is_zstd = first.starts_with("\x28\xb5\x2f\xfd");
  auto resumed = std::make_unique<Resumed>(std::move(first), packed);
  if (is_gzip) return std::make_unique<GzipSource>(std::move(resumed), limit_bytes);
  if (is_zstd) return std::make_unique<ZstdSource>(std::move(resumed), limit_bytes);
  return std::make_unique<PlainSource>(std::move(resumed), limit_bytes);
}

}  // namespace andon::base
