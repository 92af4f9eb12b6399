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
    /// Lets no write get on as long as the result lives. Only where stored_ports_forms() lead.
    virtual std::shared_ptr<void> hold_writes() = 0;
};

/// One such way, for suites that run over all of them.
struct MoviePortsForm {
    std::string name;
    std::function<std::unique_ptr<MoviePorts>()> make;
};

/// Prints the form's name where a test fails.
std::ostream& operator<<(std::ostream& out, const MoviePortsForm& form);

/// Those of form.h, the second process being a marquee, and the fakes.
std::vector<MoviePortsForm> movie_ports_forms();
/// Those with a database behind them, which are all but the fakes.
std::vector<MoviePortsForm> stored_ports_forms();

}  // namespace marquee::test
