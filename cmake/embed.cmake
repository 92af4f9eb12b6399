# Writes OUTPUT, a C++ source with the bytes of FILES or, without it, of all files below ROOT; see
# EmbedFiles.cmake.
if(NOT DEFINED FILES)
    file(GLOB_RECURSE FILES ${ROOT}/*)
endif()
set(arrays "")
set(rows "")
set(index 0)
foreach(file ${FILES})
    file(READ ${file} hex HEX)
    file(RELATIVE_PATH path ${ROOT} ${file})
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
    string(APPEND arrays "constexpr char kFile${index}[] = {${bytes}'\\0'};\n")
    string(APPEND rows
        "    {\"${path}\", std::string_view(kFile${index}, sizeof(kFile${index}) - 1)},\n")
    math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUTPUT} "#include \"domain/shared/embedded_file.h\"

#include <array>
#include <span>

namespace marquee {
namespace {
${arrays}
constexpr std::array<EmbeddedFile, ${index}> kFiles{{
${rows}}};
}  // namespace

std::span<const EmbeddedFile> ${NAME}();
std::span<const EmbeddedFile> ${NAME}() { return kFiles; }
}  // namespace marquee
")
