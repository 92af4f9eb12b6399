#include "app/read_password.h"

#include <iostream>
#include <string>
#include <termios.h>
#include <unistd.h>

#include "domain/shared/error.h"
#include "interfaces/text/nfc.h"

namespace marquee::app {
namespace {

/// While it lives, the terminal shows nothing of what is typed.
class HiddenTyping {
public:
    HiddenTyping() {
        tcgetattr(STDIN_FILENO, &before_);
        termios hidden = before_;
        hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    }
    ~HiddenTyping() { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }
    HiddenTyping(const HiddenTyping&) = delete;
    HiddenTyping& operator=(const HiddenTyping&) = delete;

private:
    termios before_{};
};

/// No more of a line than it takes to know that it is too long.
std::string read_line() {
    constexpr std::size_t kEnough = identity::Password::kMostBytes + 2;
    std::string line;
    // At once, so that no half of it is left where it grew.
    line.reserve(kEnough);
    for (char c = 0; line.size() < kEnough && std::cin.get(c) && c != '\n';) line += c;
    if (line.ends_with('\r')) line.pop_back();
    return to_nfc(std::move(line));
}

std::string ask(const char* prompt) {
    std::cerr << prompt << std::flush;
    const HiddenTyping hidden;
    std::string line = read_line();
    std::cerr << "\n";
    return line;
}

}  // namespace

identity::Password read_password() {
    if (isatty(STDIN_FILENO) == 0) return identity::Password(read_line());
    identity::Password password(ask("password: "));
    const identity::SecretText again(ask("once more: "));
    if (again.view() != password.text()) {
        throw Error(ErrorCode::invalid, "the two passwords are not the same; nothing was changed");
    }
    return password;
}

}  // namespace marquee::app
