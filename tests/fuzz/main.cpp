#include <algorithm>
#include <array>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/fuzz/target.h"

namespace {

using std::string_view_literals::operator""sv;

constexpr std::array kWords = {"\r\n"sv,
                               "\n"sv,
                               "\r"sv,
                               "\0"sv,
                               " "sv,
                               ":"sv,
                               "\t"sv,
                               ", "sv,
                               "%2f"sv,
                               "%"sv,
                               "/"sv,
                               "//"sv,
                               "/../"sv,
                               "?"sv,
                               "&"sv,
                               "="sv,
                               "\xC3\xA9"sv,
                               "\xFF"sv,
                               "0\r\n\r\n"sv,
                               "ffffffffffffffff\r\n"sv,
                               "HTTP/1.0"sv,
                               "HTTP/1.1\r\nHost: a\r\n"sv,
                               "GET / "sv,
                               "HEAD "sv,
                               "OPTIONS "sv,
                               "Content-Length: 3\r\n"sv,
                               "Content-Length: 18446744073709551616\r\n"sv,
                               "Transfer-Encoding: chunked\r\n"sv,
                               "Expect: 100-continue\r\n"sv,
                               "Connection: close\r\n"sv,
                               "Authorization: Bearer x\r\n"sv};

/// Makes inputs out of others, the same ones for the same seed.
class Mutator {
public:
    Mutator(std::vector<std::string> corpus, std::uint64_t seed)
        : corpus_(std::move(corpus)), random_(seed) {}

    std::string next() {
        std::string input = any();
        for (auto changes = 1 + below(4); changes > 0; --changes) change(input);
        return input;
    }

private:
    std::size_t below(std::size_t end) { return end == 0 ? 0 : random_() % end; }
    const std::string& any() { return corpus_[below(corpus_.size())]; }

    void change(std::string& input) {
        const std::size_t at = below(input.size() + 1);
        const std::size_t length = below(std::min<std::size_t>(input.size() - at, 24) + 1);
        switch (below(6)) {
            case 0:
                if (at < input.size()) input[at] = static_cast<char>(random_());
                break;
            case 1:
                input.erase(at, length);
                break;
            case 2:
                input.insert(at, input.substr(at, length));
                break;
            case 3:
                input.resize(at);
                input += any();
                break;
            default:
                input.insert(at, kWords[below(kWords.size())]);
        }
    }

    std::vector<std::string> corpus_;
    std::mt19937_64 random_;
};

std::string content_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::string> read_corpus(const std::filesystem::path& place) {
    if (!std::filesystem::is_directory(place)) return {content_of(place)};
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(place)) files.push_back(entry);
    std::sort(files.begin(), files.end());
    std::vector<std::string> corpus;
    for (const auto& file : files) corpus.push_back(content_of(file));
    return corpus;
}

bool passes(const std::string& input) {
    try {
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
        return true;
    } catch (const std::exception& error) {
        std::ofstream("failed-input", std::ios::binary) << input;
        std::cerr << error.what() << "; the input is in failed-input:\n" << input << std::endl;
        return false;
    }
}

}  // namespace

/// FILE or FOLDER [ITERATIONS [SEED]]: tries what is there, and so many inputs made of it.
int main(int count, char** arguments) {
    if (count < 2) {
        std::cerr << "usage: " << arguments[0] << " FILE|FOLDER [ITERATIONS [SEED]]\n";
        return 2;
    }
    const auto corpus = read_corpus(arguments[1]);
    if (corpus.empty()) return 2;
    if (!std::all_of(corpus.begin(), corpus.end(), passes)) return 1;
    Mutator mutator(corpus, count > 3 ? std::stoull(arguments[3]) : 1);
    for (auto left = count > 2 ? std::stoull(arguments[2]) : 0; left > 0; --left) {
        if (!passes(mutator.next())) return 1;
    }
    return 0;
}
