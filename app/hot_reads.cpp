#include "app/hot_reads.h"

#include <chrono>
#include <string_view>

#include "app/own_call.h"

namespace marquee::app {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

/// How long other processes' changes may be unheard of until nothing is served from the cache.
constexpr seconds kTrusted{2};
/// How long to wait for the next event at a time. A feed is asked anew after that, which tells
/// that it is still there.
constexpr milliseconds kEventWait{250};
/// Between two looks at the feeds: under load, so many changes are heard of together.
constexpr milliseconds kPause{20};
/// How long a look may take.
constexpr seconds kWorkLimit{10};

std::optional<events::RpcEventFeed> feed_from(rpc::Channel* channel, const char* context) {
    if (channel == nullptr) return std::nullopt;
    return std::optional<events::RpcEventFeed>(std::in_place, *channel, context);
}

}  // namespace

HotReads::HotReads(const Settings& settings, Contexts& contexts, movie::MovieListService& lists)
    : notices_(contexts.movie_notices),
      metadata_feed_(feed_from(contexts.channel(ContextName::metadata), "metadata")),
      rating_feed_(feed_from(contexts.channel(ContextName::rating), "rating")),
      metadata_watch_(
          metadata_feed_ ? static_cast<EventFeed&>(*metadata_feed_) : contexts.own_metadata_feed,
          kMetadataRecords, listener()),
      rating_watch_(
          rating_feed_ ? static_cast<EventFeed&>(*rating_feed_) : contexts.own_rating_feed,
          kRatingRecords, listener()),
      cache_({.max_bytes = static_cast<std::size_t>(settings.cache_bytes),
              .packing = settings.http_compression,
              .prior_weight = settings.rating_prior_weight,
              .key = http::KeyedHash::random_key(),
              .up_to_date =
                  [this] {
                      return metadata_watch_.knows_all_until(kTrusted) &&
                             rating_watch_.knows_all_until(kTrusted);
                  }},
             contexts.movies, lists, contexts.metrics) {
    notices_.listen([this](std::string_view id) { cache_.changed(id); });
}

HotReads::~HotReads() {
    stop();
    // A write whose client is gone may yet be committed.
    notices_.listen(nullptr);
}

void HotReads::start() {
    const auto follow = [this](const char* name, movie::ChangeWatch& watch) {
        workers_.push_back(std::make_unique<PeriodicWorker>(name, kPause, [&watch] {
            watch.follow(own_call("hot-reads", kWorkLimit), steady_clock::now() + kEventWait);
        }));
    };
    follow("the cache's following of the catalogue", metadata_watch_);
    follow("the cache's following of ratings", rating_watch_);
}

void HotReads::stop() {
    for (auto* feed : {&metadata_feed_, &rating_feed_}) {
        if (*feed) (*feed)->close();
    }
    workers_.clear();
}

movie::ChangeWatch::Listener HotReads::listener() {
    return {[this](std::string_view id) { cache_.changed(id); }, [this] { cache_.lost_track(); }};
}

}  // namespace marquee::app
