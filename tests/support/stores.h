#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "application/idempotency/answer_store.h"
#include "domain/identity/account_repository.h"
#include "domain/identity/api_key_repository.h"
#include "domain/identity/erasure_repository.h"
#include "domain/identity/service_repository.h"
#include "domain/identity/session_repository.h"
#include "domain/identity/signing_key_repository.h"
#include "domain/metadata/metadata_repository.h"
#include "domain/movie/listing_repository.h"
#include "domain/movie/removal_repository.h"
#include "domain/rating/rating_repository.h"

namespace marquee::database {
class Database;
}

namespace marquee::test {

/// The repositories of context identity.
struct IdentityStores {
    identity::AccountRepository& accounts;
    identity::SessionRepository& sessions;
    identity::ApiKeyRepository& api_keys;
    identity::ServiceRepository& services;
    identity::SigningKeyRepository& signing_keys;
    identity::ErasureRepository& erasures;
};

/// The repositories of all contexts over one store, empty at first.
class Stores {
public:
    virtual ~Stores() = default;
    virtual metadata::MetadataRepository& metadata() = 0;
    virtual rating::RatingRepository& ratings() = 0;
    virtual movie::RemovalRepository& removals() = 0;
    virtual movie::ListingRepository& listing() = 0;
    virtual IdentityStores identity() = 0;
    virtual idempotency::AnswerStore& answers() = 0;
    /// What is beneath, or nothing for the fakes.
    virtual database::Database* database() = 0;
};

/// One kind of store, for suites that run over all of them.
struct StoreKind {
    std::string name;
    std::function<std::unique_ptr<Stores>()> make;
};

/// Prints the kind's name where a test fails.
std::ostream& operator<<(std::ostream& out, const StoreKind& kind);

/// Over the database at that URL, which others may use as well.
std::unique_ptr<Stores> stores_at(const std::string& url);

/// The fakes, a SQLite file and a MySQL database.
std::vector<StoreKind> all_stores();
/// Those with a database beneath.
std::vector<StoreKind> sql_stores();

}  // namespace marquee::test
