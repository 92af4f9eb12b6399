#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

namespace marquee::http {

class TlsContext;

/// The certificate that a server shows at present, and where the next one comes from. New
/// connections take what is current when they begin. Callable from any thread.
class TlsCertificate {
public:
    /// Reads the files as TlsContext does, and throws what it throws.
    TlsCertificate(std::string certificate_file, std::string key_file);
    ~TlsCertificate();

    std::shared_ptr<const TlsContext> current() const;

    /// Reads the files again. Throws as the constructor; then all stays as it was.
    void reload();

    /// The same if one of the files is not what it was when they were last read, well or badly.
    /// Whether it did.
    bool reload_if_changed();

private:
    /// What tells one state of a file from another.
    struct Stamp {
        std::uint64_t device = 0;
        std::uint64_t inode = 0;
        std::int64_t size = 0;
        std::int64_t seconds = 0;
        std::int64_t nanoseconds = 0;

        bool operator==(const Stamp&) const = default;
    };
    using Stamps = std::array<Stamp, 2>;

    static Stamp stamp_of(const std::string& file);
    Stamps stamps() const { return {stamp_of(certificate_file_), stamp_of(key_file_)}; }
    void load(const Stamps& found);

    const std::string certificate_file_;
    const std::string key_file_;
    /// One reads at a time; `mutex_` is never held for that long.
    std::mutex reading_;
    Stamps read_;
    mutable std::mutex mutex_;
    std::shared_ptr<const TlsContext> current_;
};

}  // namespace marquee::http
