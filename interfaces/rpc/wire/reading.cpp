#include "interfaces/rpc/wire/reading.h"

#include <stdexcept>

namespace marquee::rpc {

void refuse_answer(const Method& method, const std::string& why) {
    throw std::runtime_error("the answer of " + method.path() + " can't be used: " + why);
}

}  // namespace marquee::rpc
