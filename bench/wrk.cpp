#include "bench/wrk.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>

#include "interfaces/http/processors.h"

namespace marquee::bench {
namespace {

std::string command_of(const WrkLoad& load) {
    const int threads = std::min(static_cast<int>(http::processors()), load.connections);
    std::ostringstream command;
    command << "wrk --threads " << threads << " --connections " << load.connections
            << " --duration " << load.seconds
            << "s --timeout 10s --script bench/wrk.lua http://127.0.0.1:" << load.port << " --";
    for (const auto& word : load.work) command << " '" << word << "'";
    command << " 2>&1";
    return command.str();
}

}  // namespace

std::string lines_file(const std::string& folder, const std::string& name,
                       const std::vector<std::string>& lines) {
    const std::string path = folder + "/" + name;
    std::ofstream out(path);
    for (const auto& line : lines) out << line << "\n";
    out.close();
    if (!out) throw std::runtime_error("can't write " + path);
    return path;
}

WrkResult run_wrk(const WrkLoad& load) {
    // Not an argument: every user of the machine can see those.
    setenv("MARQUEE_BENCH_AUTHORIZATION", load.authorization.c_str(), 1);
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command_of(load).c_str(), "r"), pclose);
    if (!pipe) throw std::runtime_error("can't run wrk");
    std::string output;
    char part[4096];
    while (const auto count = fread(part, 1, sizeof part, pipe.get())) output.append(part, count);
    double requests = 0;
    double microseconds = 0;
    double p99 = 0;
    double failures = 0;
    const auto found = output.find("RESULT ");
    if (found == std::string::npos || !(std::istringstream(output.substr(found + 7)) >> requests >>
                                        microseconds >> p99 >> failures)) {
        throw std::runtime_error("wrk failed: " + output);
    }
    if (failures > 0 || requests == 0) throw std::runtime_error("requests failed: " + output);
    return {requests / microseconds * 1e6, p99 / 1000, requests};
}

}  // namespace marquee::bench
