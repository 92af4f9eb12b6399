#include "bench/processor_time.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <unistd.h>

namespace marquee::bench {

double processor_seconds(int process) {
    std::ifstream file("/proc/" + std::to_string(process) + "/stat");
    std::string text{std::istreambuf_iterator<char>(file), {}};
    // The name, in parentheses, may have spaces in it. The times are the 14th field and the 15th.
    std::istringstream fields(text.substr(std::min(text.rfind(')') + 1, text.size())));
    std::string skipped;
    for (int i = 3; i < 14; ++i) fields >> skipped;
    double user = 0;
    double system = 0;
    if (!(fields >> user >> system)) throw std::runtime_error("there is no such --process");
    return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

}  // namespace marquee::bench
