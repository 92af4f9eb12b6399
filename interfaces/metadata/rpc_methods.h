#pragma once

#include "interfaces/rpc/wire/handler.h"

namespace marquee::metadata {

class MetadataService;

/// What answers marquee.v1.Metadata. The service outlives it.
rpc::Handlers metadata_methods(MetadataService& service);

}  // namespace marquee::metadata
