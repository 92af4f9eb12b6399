#include "bench/report.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <grpcpp/grpcpp.h>
#include <iostream>
#include <iterator>
#include <sqlite3.h>
#include <stdexcept>
#include <sys/utsname.h>
#include <thread>
#include <utility>

#include "bench/chart.h"
#include "domain/shared/rfc3339.h"

namespace marquee::bench {
namespace {

constexpr const char* kHead =
    "# Results\n\n"
    "What `scripts/bench` measured; each bench writes its own section anew. Figures are medians "
    "of\n"
    "the rounds, with the least and the most of them behind, and say something beside the others "
    "of\n"
    "the same run.\n";

std::string content_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write(const std::filesystem::path& file, const std::string& text) {
    std::ofstream out(file, std::ios::binary);
    out << text;
    out.flush();
    if (!out) throw std::runtime_error("can't write " + file.string());
}

/// What follows `key` in a file of "key : value" lines.
std::string value_in(const std::string& file, const std::string& key) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        if (!line.starts_with(key)) continue;
        const auto value = line.find_first_not_of(" \t", line.find(':') + 1);
        if (value != std::string::npos) return line.substr(value);
    }
    return "?";
}

/// `all` with `section`, which begins with `heading`, in place of the one that begins so, or behind
/// the others.
std::string with_section(std::string all, const std::string& heading, const std::string& section) {
    if (all.empty()) all = kHead;
    const auto begin = all.find("\n" + heading + "\n");
    if (begin == std::string::npos) return all + "\n" + section;
    auto end = all.find("\n## ", begin + 1);
    if (end == std::string::npos) end = all.size();
    const bool last = end == all.size();
    return all.substr(0, begin + 1) + section + (last ? "" : all.substr(end));
}

std::string row_of(const std::vector<std::string>& cells) {
    std::string row = "|";
    for (const auto& cell : cells) row += " " + cell + " |";
    return row + "\n";
}

}  // namespace

Report::Report(const Options& options, std::string name, const std::string& title)
    : folder_(options.results), name_(std::move(name)) {
    text_ = "## " + name_ + "\n\n" + title + ".\n\n" + circumstances(options.versions) + "\n";
}

void Report::add(const std::string& paragraph) {
    text_ += "\n" + paragraph + "\n";
}

void Report::add(const Table& table, const Chart& chart) {
    text_ += "\n" + row_of(table.head) + "|";
    for (std::size_t i = 0; i < table.head.size(); ++i) text_ += i == 0 ? "---|" : "---:|";
    text_ += "\n";
    for (const auto& row : table.rows) text_ += row_of(row);
    const std::string file = name_ + "-" + chart.name + ".svg";
    charts_.push_back({file, bar_chart(chart)});
    text_ += "\n![" + chart.title + "](charts/" + file + ")\n";
}

void Report::publish() const {
    std::cout << text_ << std::flush;
    if (folder_.empty()) return;
    const std::filesystem::path place(folder_);
    std::filesystem::create_directories(place / "charts");
    for (const auto& chart : charts_) write(place / "charts" / chart.name, chart.svg);
    const auto results = place / "results.md";
    write(results, with_section(content_of(results), "## " + name_, text_));
}

std::string circumstances(const std::string& versions) {
    utsname system{};
    uname(&system);
    const auto memory = std::stoll(value_in("/proc/meminfo", "MemTotal")) / (1024 * 1024);
    return "On " +
           format_time(
               std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()))
               .substr(0, 10) +
           ", " + value_in("/proc/cpuinfo", "model name") + ", " +
           std::to_string(std::thread::hardware_concurrency()) + " processors, " +
           std::to_string(memory) + " GiB of memory, Linux " + system.release + "; " +
           (versions.empty() ? "" : versions + ", ") + "gcc " + __VERSION__ + ", gRPC " +
           grpc::Version() + ", SQLite " + sqlite3_libversion() + ".";
}

}  // namespace marquee::bench
