#include "tests/support/port_forms.h"

#include <chrono>

#include "infrastructure/movie/local_audience.h"
#include "infrastructure/movie/local_catalogue.h"
#include "infrastructure/movie/rpc_audience.h"
#include "infrastructure/movie/rpc_catalogue.h"
#include "interfaces/metadata/rpc_methods.h"
#include "interfaces/rating/rpc_methods.h"
#include "interfaces/rpc/wire/direct_channel.h"
#include "tests/support/fake_audience.h"
#include "tests/support/fake_catalogue.h"
#include "tests/support/repeating_channel.h"
#include "tests/support/stores.h"

namespace marquee::test {
namespace {

constexpr double kPriorWeight = 25;

Timestamp now() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

/// The services of the contexts that are asked, over a SQLite file.
struct Services {
    std::unique_ptr<Stores> stores = sql_stores().front().make();
    metadata::MetadataService metadata{stores->metadata(), now};
    rating::RatingService ratings{stores->ratings(), now, kPriorWeight};
};

class DirectPorts : public MoviePorts {
public:
    movie::Catalogue& catalogue() override { return catalogue_; }
    movie::Audience& audience() override { return audience_; }

private:
    Services services_;
    movie::LocalCatalogue catalogue_{services_.metadata};
    movie::LocalAudience audience_{services_.ratings};
};

class CodecPorts : public MoviePorts {
public:
    movie::Catalogue& catalogue() override { return catalogue_; }
    movie::Audience& audience() override { return audience_; }

private:
    Services services_;
    rpc::DirectChannel metadata_{metadata::metadata_methods(services_.metadata)};
    rpc::DirectChannel ratings_{rating::rating_methods(services_.ratings)};
    movie::RpcCatalogue catalogue_{metadata_};
    movie::RpcAudience audience_{ratings_};
};

class RepeatedPorts : public MoviePorts {
public:
    movie::Catalogue& catalogue() override { return catalogue_; }
    movie::Audience& audience() override { return audience_; }

private:
    Services services_;
    rpc::DirectChannel metadata_{metadata::metadata_methods(services_.metadata)};
    rpc::DirectChannel ratings_{rating::rating_methods(services_.ratings)};
    rpc::RepeatingChannel metadata_twice_{metadata_};
    rpc::RepeatingChannel ratings_twice_{ratings_};
    movie::RpcCatalogue catalogue_{metadata_twice_};
    movie::RpcAudience audience_{ratings_twice_};
};

class FakePorts : public MoviePorts {
public:
    movie::Catalogue& catalogue() override { return catalogue_; }
    movie::Audience& audience() override { return audience_; }

private:
    movie::FakeCatalogue catalogue_{now};
    movie::FakeAudience audience_{now};
};

}  // namespace

std::ostream& operator<<(std::ostream& out, const MoviePortsForm& form) {
    return out << form.name;
}

std::vector<MoviePortsForm> movie_ports_forms() {
    return {{"Direct", [] { return std::make_unique<DirectPorts>(); }},
            {"Codec", [] { return std::make_unique<CodecPorts>(); }},
            {"CodecWithRepeats", [] { return std::make_unique<RepeatedPorts>(); }},
            {"Fake", [] { return std::make_unique<FakePorts>(); }}};
}

}  // namespace marquee::test
