#pragma once

#include <string>
#include <vector>

#include "bench/options.h"
#include "bench/spread.h"

namespace marquee::bench {

/// A table as Markdown has it.
struct Table {
    std::vector<std::string> head;
    std::vector<std::vector<std::string>> rows;
};

/// One bar of a chart, and how far the rounds were apart.
struct Bar {
    std::string label;
    Spread value;
};

/// What a table comes to, as a picture.
struct Chart {
    /// Tells the bench's charts apart.
    std::string name;
    std::string title;
    /// What the bars' numbers are, shown with so many digits behind the point.
    std::string unit;
    std::vector<Bar> bars;
    int digits = 0;
};

/// What one bench has to say: its section of results.md, and charts beside it. Sections of other
/// benches stay as they are.
class Report {
public:
    /// `name` is that of the bench, as scripts/bench knows it. The options say where the report is
    /// published, and with what versions this was measured.
    Report(const Options& options, std::string name, const std::string& title);

    void add(const std::string& paragraph);
    /// A table, with its chart below it.
    void add(const Table& table, const Chart& chart);

    /// Prints the section and, where the options name a folder, writes <folder>/results.md, where
    /// it is in place of the bench's earlier one, and <folder>/charts/.
    void publish() const;

private:
    struct ChartFile {
        std::string name;
        std::string svg;
    };

    std::string folder_;
    std::string name_;
    std::string text_;
    std::vector<ChartFile> charts_;
};

/// When, on what machine and with what versions this runs, in a sentence; `versions` are those of
/// what is measured.
std::string circumstances(const std::string& versions);

}  // namespace marquee::bench
