#include "tests/support/port_forms.h"

#include <chrono>

#include "infrastructure/movie/local_audience.h"
#include "infrastructure/movie/local_catalogue.h"
#include "infrastructure/movie/rpc_audience.h"
#include "infrastructure/movie/rpc_catalogue.h"
#include "interfaces/metadata/rpc_methods.h"
#include "interfaces/rating/rpc_methods.h"
#include "tests/support/fake_audience.h"
#include "tests/support/fake_catalogue.h"
#include "tests/support/form.h"
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

class MessagePorts : public MoviePorts {
public:
    explicit MessagePorts(Form form)
        : metadata_(channel_by(form, metadata::metadata_methods(services_.metadata))),
          ratings_(channel_by(form, rating::rating_methods(services_.ratings))) {}

    movie::Catalogue& catalogue() override { return catalogue_; }
    movie::Audience& audience() override { return audience_; }

private:
    Services services_;
    std::unique_ptr<rpc::Channel> metadata_;
    std::unique_ptr<rpc::Channel> ratings_;
    movie::RpcCatalogue catalogue_{*metadata_};
    movie::RpcAudience audience_{*ratings_};
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
    return {
        {"Direct", [] { return std::make_unique<DirectPorts>(); }},
        {"Codec", [] { return std::make_unique<MessagePorts>(Form::codec); }},
        {"CodecWithRepeats", [] { return std::make_unique<MessagePorts>(Form::codec_repeated); }},
        {"Fake", [] { return std::make_unique<FakePorts>(); }}};
}

}  // namespace marquee::test
