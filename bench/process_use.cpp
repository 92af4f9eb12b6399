#include "bench/process_use.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <unistd.h>

namespace marquee::bench {
namespace {

std::runtime_error no_process(int process) {
    return std::runtime_error("there is no process " + std::to_string(process));
}

double megabytes_of(int process, const std::string& key) {
    std::ifstream status("/proc/" + std::to_string(process) + "/status");
    for (std::string word; status >> word;) {
        double kilobytes = 0;
        if (word == key && status >> kilobytes) return kilobytes / 1024;
    }
    throw no_process(process);
}

}  // namespace

double processor_seconds(int process) {
    std::ifstream file("/proc/" + std::to_string(process) + "/stat");
    std::string text{std::istreambuf_iterator<char>(file), {}};
    // The name, in parentheses, may have spaces in it. The times are the 14th field and the 15th.
    std::istringstream fields(text.substr(std::min(text.rfind(')') + 1, text.size())));
    std::string skipped;
    for (int i = 3; i < 14; ++i) fields >> skipped;
    double user = 0;
    double system = 0;
    if (!(fields >> user >> system)) throw no_process(process);
    return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double resident_megabytes(int process) {
    return megabytes_of(process, "VmRSS:");
}

double peak_megabytes(int process) {
    return megabytes_of(process, "VmHWM:");
}

}  // namespace marquee::bench
