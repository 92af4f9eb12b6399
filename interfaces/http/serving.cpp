#include "interfaces/http/serving.h"

#include <exception>

#include "interfaces/http/request.h"
#include "interfaces/http/request_log.h"

namespace marquee::http {

bool survive(const Serving& serving, const std::function<void()>& step) {
    try {
        step();
        return true;
    } catch (const std::exception& error) {
        serving.log.failure(Request(), error.what());
        return false;
    }
}

}  // namespace marquee::http
