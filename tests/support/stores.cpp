#include "tests/support/stores.h"

#include <prometheus/registry.h>

#include "infrastructure/database/database.h"
#include "infrastructure/events/event_log.h"
#include "infrastructure/idempotency/sql_answer_store.h"
#include "infrastructure/identity/name_keys.h"
#include "infrastructure/identity/sql_account_repository.h"
#include "infrastructure/identity/sql_api_key_repository.h"
#include "infrastructure/identity/sql_erasure_repository.h"
#include "infrastructure/identity/sql_service_repository.h"
#include "infrastructure/identity/sql_session_repository.h"
#include "infrastructure/identity/sql_signing_key_repository.h"
#include "infrastructure/metadata/sql_metadata_repository.h"
#include "infrastructure/migration/migrator.h"
#include "infrastructure/movie/sql_listing_repository.h"
#include "infrastructure/movie/sql_removal_repository.h"
#include "infrastructure/rating/sql_rating_repository.h"
#include "tests/support/fake_answer_store.h"
#include "tests/support/fake_identity.h"
#include "tests/support/fake_listing_repository.h"
#include "tests/support/fake_metadata_repository.h"
#include "tests/support/fake_rating_repository.h"
#include "tests/support/fake_removal_repository.h"
#include "tests/support/test_mysql.h"

namespace marquee::test {
namespace {

class FakeStores : public Stores {
public:
    FakeStores() {
        identity_.keys_of = [](const identity::AccountName& name) {
            auto keys = identity::keys_of(name);
            return std::pair(std::move(keys.folded), std::move(keys.skeleton));
        };
        identity_.require_storable = [](const identity::AccountName& name) {
            identity::require_storable(name, identity::keys_of(name));
        };
    }
    metadata::MetadataRepository& metadata() override { return metadata_; }
    rating::RatingRepository& ratings() override { return ratings_; }
    movie::RemovalRepository& removals() override { return removals_; }
    movie::ListingRepository& listing() override { return listing_; }
    IdentityStores identity() override {
        return {accounts_, sessions_, api_keys_, services_, signing_keys_, erasures_};
    }
    idempotency::AnswerStore& answers() override { return answers_; }
    database::Database* database() override { return nullptr; }

private:
    metadata::FakeMetadataRepository metadata_;
    rating::FakeRatingRepository ratings_;
    movie::FakeRemovalRepository removals_;
    movie::FakeListingRepository listing_;
    identity::FakeIdentityState identity_;
    identity::FakeAccountRepository accounts_{identity_};
    identity::FakeSessionRepository sessions_{identity_};
    identity::FakeApiKeyRepository api_keys_{identity_};
    identity::FakeServiceRepository services_{identity_};
    identity::FakeSigningKeyRepository signing_keys_{identity_};
    identity::FakeErasureRepository erasures_{identity_};
    idempotency::FakeAnswerStore answers_;
};

/// A database that somebody else has made.
class SharedDatabase {
public:
    explicit SharedDatabase(const std::string& url) : url_(database::DatabaseUrl::parse(url)) {}
    const database::DatabaseUrl& url() const { return url_; }

private:
    database::DatabaseUrl url_;
};

/// The SQL repositories over a database of `Place`, such as TestSqlite.
template <class Place>
class SqlStores : public Stores {
public:
    template <class... Where>
    explicit SqlStores(const Where&... where) : place_{where...} {
        for (const char* context : {"metadata", "rating", "movie", "identity", "idempotency"}) {
            migration::Migrator(database_, context,
                                migration::migrations_of(context, database_.engine()))
                .up();
        }
    }
    metadata::MetadataRepository& metadata() override { return metadata_; }
    rating::RatingRepository& ratings() override { return ratings_; }
    movie::RemovalRepository& removals() override { return removals_; }
    movie::ListingRepository& listing() override { return listing_; }
    IdentityStores identity() override {
        return {accounts_, sessions_, api_keys_, services_, signing_keys_, erasures_};
    }
    idempotency::AnswerStore& answers() override { return answers_; }
    database::Database* database() override { return &database_; }

private:
    Place place_;
    prometheus::Registry registry_;
    database::Database database_{place_.url(), {}, registry_};
    events::CommitSignal commits_;
    events::EventLogParts parts_{[] { return Timestamp(); }, [] { return std::string("id"); }};
    events::EventLog metadata_log_{database_, "metadata", parts_, commits_, registry_};
    events::EventLog rating_log_{database_, "rating", parts_, commits_, registry_};
    metadata::SqlMetadataRepository metadata_{metadata_log_};
    rating::SqlRatingRepository ratings_{rating_log_, registry_};
    movie::SqlRemovalRepository removals_{database_};
    movie::SqlListingRepository listing_{database_};
    events::EventLog identity_log_{database_, "identity", parts_, commits_, registry_};
    identity::SqlAccountRepository accounts_{identity_log_};
    identity::SqlSessionRepository sessions_{identity_log_};
    identity::SqlApiKeyRepository api_keys_{identity_log_};
    identity::SqlServiceRepository services_{identity_log_};
    identity::SqlSigningKeyRepository signing_keys_{database_};
    identity::SqlErasureRepository erasures_{database_};
    idempotency::SqlAnswerStore answers_{database_};
};

}  // namespace

std::ostream& operator<<(std::ostream& out, const StoreKind& kind) {
    return out << kind.name;
}

std::unique_ptr<Stores> stores_at(const std::string& url) {
    return std::make_unique<SqlStores<SharedDatabase>>(url);
}

std::vector<StoreKind> sql_stores() {
    return {{"Sqlite", [] { return std::make_unique<SqlStores<TestSqlite>>(); }},
            {"Mysql", [] { return std::make_unique<SqlStores<TestMysql>>(); }}};
}

std::vector<StoreKind> all_stores() {
    auto kinds = sql_stores();
    kinds.push_back({"Fake", [] { return std::make_unique<FakeStores>(); }});
    return kinds;
}

}  // namespace marquee::test
