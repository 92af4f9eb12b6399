#include "bench/chart.h"

#include <algorithm>
#include <sstream>

namespace marquee::bench {
namespace {

constexpr int kWidth = 760;
constexpr int kLabels = 300;
constexpr int kNumbers = 90;
constexpr int kTop = 34;
constexpr int kStep = 26;
constexpr int kThickness = 16;

std::string escaped(const std::string& text) {
    std::string result;
    for (const char c : text) {
        if (c == '&') {
            result += "&amp;";
        } else if (c == '<') {
            result += "&lt;";
        } else {
            result += c;
        }
    }
    return result;
}

class Canvas {
public:
    explicit Canvas(int height) {
        svg_ << "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" << kWidth << "\" height=\""
             << height << "\" font-family=\"sans-serif\" font-size=\"13\">\n"
             << "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n";
    }

    void text(double x, double y, const std::string& text, const std::string& more = "") {
        svg_ << "<text x=\"" << x << "\" y=\"" << y << "\" fill=\"#222222\"" << more << ">"
             << escaped(text) << "</text>\n";
    }

    void bar(double x, double y, double width) {
        svg_ << "<rect x=\"" << x << "\" y=\"" << y << "\" width=\"" << std::max(width, 1.0)
             << "\" height=\"" << kThickness << "\" fill=\"#4878a8\"/>\n";
    }

    void line(double from, double to, double y) {
        svg_ << "<line x1=\"" << from << "\" x2=\"" << to << "\" y1=\"" << y << "\" y2=\"" << y
             << "\" stroke=\"#222222\" stroke-width=\"2\"/>\n";
    }

    std::string finish() {
        svg_ << "</svg>\n";
        return svg_.str();
    }

private:
    std::ostringstream svg_;
};

}  // namespace

std::string bar_chart(const Chart& chart) {
    double most = 0;
    for (const Bar& bar : chart.bars) most = std::max(most, bar.value.most);
    const double scale = most > 0 ? (kWidth - kLabels - kNumbers) / most : 0;
    Canvas canvas(kTop + kStep * static_cast<int>(chart.bars.size()) + 8);
    canvas.text(10, 20, chart.title + " (" + chart.unit + ")", " font-weight=\"bold\"");
    double y = kTop;
    for (const Bar& bar : chart.bars) {
        const double middle = y + kThickness / 2.0;
        canvas.text(kLabels - 8, middle + 5, bar.label, " text-anchor=\"end\"");
        canvas.bar(kLabels, y, bar.value.median * scale);
        canvas.line(kLabels + bar.value.least * scale, kLabels + bar.value.most * scale, middle);
        canvas.text(kLabels + bar.value.most * scale + 8, middle + 5,
                    text_of(bar.value.median, chart.digits));
        y += kStep;
    }
    return canvas.finish();
}

}  // namespace marquee::bench
