#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "application/movie/audience.h"
#include "application/movie/catalogue.h"

namespace marquee::test {

/// What context movie asks the other contexts by, led to them in one of the ways there are. Nothing
/// is stored at first, clocks are the system's, and settings are at their defaults; whatever else a
/// test needs it has to bring about by the ports, as the other contexts may be in other processes.
class MoviePorts {
public:
    virtual ~MoviePorts() = default;
    virtual movie::Catalogue& catalogue() = 0;
    virtual movie::Audience& audience() = 0;
};

/// One such way, for suites that run over all of them.
struct MoviePortsForm {
    std::string name;
    std::function<std::unique_ptr<MoviePorts>()> make;
};

/// Prints the form's name where a test fails.
std::ostream& operator<<(std::ostream& out, const MoviePortsForm& form);

/// Direct calls, calls by the bytes of messages, the same with each repeatable call sent twice, and
/// the fakes.
std::vector<MoviePortsForm> movie_ports_forms();

}  // namespace marquee::test
