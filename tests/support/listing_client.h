#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/http_client.h"

namespace marquee::test {

/// Asks a server for its list of movies.
class ListingClient {
public:
    using Parameters = std::vector<std::pair<std::string, std::string>>;

    explicit ListingClient(int port) : http_(port) {}

    static std::string target(const std::string& path, const Parameters& parameters) {
        std::string text = path;
        for (const auto& [name, value] : parameters) {
            text += (text.size() == path.size() ? "?" : "&") + name + "=" + encoded(value);
        }
        return text;
    }

    /// The answer. Throws when it is no good one.
    nlohmann::json get(const std::string& path, const Parameters& parameters = {}) const {
        const auto reply = http_.get(target(path, parameters));
        if (reply.status != 200) throw std::runtime_error(target(path, parameters) + reply.body);
        return nlohmann::json::parse(reply.body);
    }

    /// The ids on the first page.
    std::vector<std::string> ids(const Parameters& parameters) const {
        return ids_in(get("/v1/movies", parameters));
    }

    /// The ids on all pages; `between` is called after each page.
    std::vector<std::string> walk(
        const Parameters& parameters, const std::function<void()>& between = [] {}) const {
        std::vector<std::string> all;
        for (Parameters next = parameters;;) {
            const auto page = get("/v1/movies", next);
            for (const auto& id : ids_in(page)) all.push_back(id);
            if (!page.contains("next_page_token")) return all;
            next = parameters;
            next.emplace_back("page_token", page.at("next_page_token").get<std::string>());
            between();
        }
    }

    /// Returns when `reached` says so; throws after half a minute.
    static void await(const std::function<bool()>& reached) {
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (!reached()) {
            if (std::chrono::steady_clock::now() > give_up) {
                throw std::runtime_error("what was waited for did not come");
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    }

    /// Returns when that many movies with that many ratings are listed and searched.
    void await_listed(std::size_t movies, std::size_t ratings) const {
        await([&] {
            if (http_.get("/v1/movies").status != 200) return false;
            const auto page = get("/v1/movies", {{"include_total", "true"}});
            if (page.contains("degraded") || page.at("total") != movies) return false;
            return votes() == ratings && found_votes() == ratings && searched() == movies;
        });
    }

    /// How many ratings all listed movies have.
    std::size_t votes() const {
        std::size_t votes = 0;
        Parameters parameters{{"page_size", "100"}};
        while (true) {
            const auto page = get("/v1/movies", parameters);
            for (const auto& movie : page.at("items")) {
                if (!movie.at("rating").is_null()) {
                    votes += movie.at("rating").at("count").get<std::size_t>();
                }
            }
            if (!page.contains("next_page_token")) return votes;
            parameters = {{"page_size", "100"}, {"page_token", page.at("next_page_token")}};
        }
    }

private:
    /// How many ratings the movies have by which they are found, which may be a moment behind those
    /// that are shown.
    std::size_t found_votes() const {
        std::size_t votes = 0;
        for (int least = 1;; ++least) {
            const std::size_t rated = get("/v1/movies", {{"min_votes", std::to_string(least)},
                                                         {"page_size", "1"},
                                                         {"include_total", "true"}})
                                          .at("total");
            if (rated == 0) return votes;
            votes += rated;
        }
    }

    /// How many movies the search index finds by one letter or digit after the other, at least.
    std::size_t searched() const {
        std::vector<std::string> found;
        for (const char* start :
             {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o",
              "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z", "1", "2", "5", "8"}) {
            for (auto& id : walk({{"q", start}, {"page_size", "100"}})) {
                found.push_back(std::move(id));
            }
        }
        std::ranges::sort(found);
        const auto repeated = std::ranges::unique(found);
        return found.size() - repeated.size();
    }

    static std::vector<std::string> ids_in(const nlohmann::json& page) {
        std::vector<std::string> ids;
        for (const auto& movie : page.at("items")) ids.push_back(movie.at("id"));
        return ids;
    }

    static std::string encoded(const std::string& text) {
        constexpr char kDigits[] = "0123456789ABCDEF";
        std::string result;
        for (const char c : text) {
            const auto byte = static_cast<unsigned char>(c);
            result += {'%', kDigits[byte >> 4], kDigits[byte & 15U]};
        }
        return result;
    }

    HttpClient http_;
};

}  // namespace marquee::test
