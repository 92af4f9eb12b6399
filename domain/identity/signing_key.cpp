#include "domain/identity/signing_key.h"

#include <stdexcept>

namespace marquee::identity {

std::string_view name_of(SigningAlgorithm algorithm) {
    switch (algorithm) {
        case SigningAlgorithm::es256:
            return "ES256";
        case SigningAlgorithm::rs256:
            return "RS256";
    }
    throw std::logic_error("an algorithm without a name");
}

std::optional<SigningAlgorithm> algorithm_named(std::string_view name) {
    for (const auto algorithm : {SigningAlgorithm::es256, SigningAlgorithm::rs256}) {
        if (name_of(algorithm) == name) return algorithm;
    }
    return std::nullopt;
}

}  // namespace marquee::identity
