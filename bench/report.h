#pragma once

#include <string>
#include <vector>

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

/// What one bench has to say: its section of results.md, and charts beside it. Sections of other
/// benches stay as they are.
class Report {
public:
    /// `name` is that of the bench, as scripts/bench knows it.
    Report(std::string name, std::string title);

    void add(const std::string& paragraph);
    void add(const Table& table);
    /// `name` tells the bench's charts apart; `unit` is what the bars' numbers are, shown with so
    /// many digits behind the point.
    void add_chart(const std::string& name, const std::string& title, const std::string& unit,
                   const std::vector<Bar>& bars, int digits);

    /// Prints the section and, unless `folder` is empty, writes <folder>/results.md, where it is in
    /// place of the bench's earlier one, and <folder>/charts/.
    void publish(const std::string& folder) const;

private:
    struct Chart {
        std::string file;
        std::string svg;
    };

    std::string name_;
    std::string text_;
    std::vector<Chart> charts_;
};

/// When, on what machine and with what versions this runs, in a sentence.
std::string circumstances();

}  // namespace marquee::bench
