#include "domain/identity/erasure.h"

namespace marquee::identity {

std::string_view name_of(ErasureStatus status) {
    switch (status) {
        case ErasureStatus::pending:
            return "pending";
        case ErasureStatus::removing_ratings:
            return "removing_ratings";
        case ErasureStatus::done:
            return "done";
    }
    return "";
}

ErasureStatus Erasure::status() const {
    if (finished_at) return ErasureStatus::done;
    return started_at ? ErasureStatus::removing_ratings : ErasureStatus::pending;
}

}  // namespace marquee::identity
