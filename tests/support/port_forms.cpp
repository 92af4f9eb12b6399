#include "tests/support/port_forms.h"

#include <chrono>
#include <stdexcept>

#include "infrastructure/database/database.h"
#include "infrastructure/movie/local_audience.h"
#include "infrastructure/movie/local_catalogue.h"
#include "infrastructure/movie/rpc_audience.h"
#include "infrastructure/movie/rpc_catalogue.h"
#include "interfaces/metadata/rpc_methods.h"
#include "interfaces/rating/rpc_methods.h"
#include "tests/support/fake_audience.h"
#include "tests/support/fake_catalogue.h"
#include "tests/support/form.h"
#include "tests/support/marquee_process.h"
#include "tests/support/stores.h"
#include "tests/support/test_database.h"

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

    std::shared_ptr<void> hold_writes() const {
        return test::hold_writes(stores->database()->url());
    }
};

class DirectPorts : public MoviePorts {
public:
    movie::Catalogue& catalogue() override { return catalogue_; }
    movie::Audience& audience() override { return audience_; }
    std::shared_ptr<void> hold_writes() override { return services_.hold_writes(); }

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
    std::shared_ptr<void> hold_writes() override { return services_.hold_writes(); }

private:
    Services services_;
    std::unique_ptr<rpc::Channel> metadata_;
    std::unique_ptr<rpc::Channel> ratings_;
    movie::RpcCatalogue catalogue_{*metadata_};
    movie::RpcAudience audience_{*ratings_};
};

/// Those of a marquee beside this process, which hosts what movie asks.
class ProcessPorts : public MoviePorts {
public:
    explicit ProcessPorts(Form form)
        : database_(is_over_mysql(form) ? make_mysql_database() : make_sqlite_database()),
          way_(channel_to(process_.port_after("reach it at"), form)) {}

    movie::Catalogue& catalogue() override { return catalogue_; }
    movie::Audience& audience() override { return audience_; }
    std::shared_ptr<void> hold_writes() override {
        return test::hold_writes(database::DatabaseUrl::parse(database_->url()));
    }

private:
    std::unique_ptr<TestDatabase> database_;
    MarqueeProcess process_{serve_arguments(
        database_->url(),
        {"--contexts", "metadata,rating,identity", "--rpc-address", "127.0.0.1:0"})};
    std::unique_ptr<rpc::Channel> way_;
    movie::RpcCatalogue catalogue_{*way_};
    movie::RpcAudience audience_{*way_};
};

class FakePorts : public MoviePorts {
public:
    movie::Catalogue& catalogue() override { return catalogue_; }
    movie::Audience& audience() override { return audience_; }
    std::shared_ptr<void> hold_writes() override { throw std::logic_error("there is no database"); }

private:
    movie::FakeCatalogue catalogue_{now};
    movie::FakeAudience audience_{now};
};

std::unique_ptr<MoviePorts> ports_by(Form form) {
    if (form == Form::direct) return std::make_unique<DirectPorts>();
    if (is_far(form)) return std::make_unique<ProcessPorts>(form);
    return std::make_unique<MessagePorts>(form);
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const MoviePortsForm& form) {
    return out << form.name;
}

std::vector<MoviePortsForm> stored_ports_forms() {
    std::vector<MoviePortsForm> forms;
    for (const Form form : all_forms()) {
        forms.push_back({FormName::name_of(form), [form] { return ports_by(form); }});
    }
    return forms;
}

std::vector<MoviePortsForm> movie_ports_forms() {
    auto forms = stored_ports_forms();
    forms.push_back({"Fake", [] { return std::make_unique<FakePorts>(); }});
    return forms;
}

}  // namespace marquee::test
