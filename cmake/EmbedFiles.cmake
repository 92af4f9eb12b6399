# marquee_embed(target name pattern...)
#
# Compiles the files that match the patterns into the target, as
#     std::span<const marquee::EmbeddedFile> marquee::<name>();
# each with its path below the project and its bytes. Declare the function where it is used.
function(marquee_embed target name)
    set(patterns)
    foreach(pattern ${ARGN})
        list(APPEND patterns ${PROJECT_SOURCE_DIR}/${pattern})
    endforeach()
    set(files)
    if(patterns)
        file(GLOB_RECURSE files CONFIGURE_DEPENDS ${patterns})
    endif()
    set(output ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
    add_custom_command(
        OUTPUT ${output}
        COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DNAME=${name} -DROOT=${PROJECT_SOURCE_DIR}
                "-DFILES=${files}" -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
        DEPENDS ${files} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
        COMMENT "Embedding ${name}"
        VERBATIM)
    target_sources(${target} PRIVATE ${output})
endfunction()

# marquee_embed_compressed(target name file...)
#
# The same for single files, which may lie anywhere, each compressed by gzip and under its bare name
# with ".gz".
function(marquee_embed_compressed target name)
    find_program(GZIP gzip REQUIRED)
    set(folder ${CMAKE_CURRENT_BINARY_DIR}/${name})
    file(MAKE_DIRECTORY ${folder})
    set(compressed)
    foreach(file ${ARGN})
        get_filename_component(bare ${file} NAME)
        add_custom_command(
            OUTPUT ${folder}/${bare}.gz
            COMMAND ${GZIP} -9 --no-name --stdout ${file} > ${folder}/${bare}.gz
            DEPENDS ${file}
            VERBATIM)
        list(APPEND compressed ${folder}/${bare}.gz)
    endforeach()
    set(output ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
    add_custom_command(
        OUTPUT ${output}
        COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DNAME=${name} -DROOT=${folder}
                "-DFILES=${compressed}" -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
        DEPENDS ${compressed} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
        COMMENT "Embedding ${name}"
        VERBATIM)
    target_sources(${target} PRIVATE ${output})
endfunction()

# marquee_embed_web(target name folder)
#
# The same for what the folder's build.mjs builds, whose names are known only then: each under its
# path below the folder that it is built into.
function(marquee_embed_web target name folder)
    set(source ${PROJECT_SOURCE_DIR}/${folder})
    find_program(NODE NAMES node nodejs)
    if(NOT NODE OR NOT EXISTS ${source}/node_modules/esbuild)
        message(FATAL_ERROR "What the web page is built with is missing. Run scripts/setup --build "
                            "(or, in ${folder}, npm ci), or leave the page out by -DMARQUEE_WEB=OFF.")
    endif()
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${source}/src/*)
    set(built ${CMAKE_CURRENT_BINARY_DIR}/${name})
    set(output ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
    add_custom_command(
        OUTPUT ${output}
        COMMAND ${NODE} ${source}/build.mjs ${built}
        COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DNAME=${name} -DROOT=${built}
                -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
        DEPENDS ${sources} ${source}/build.mjs ${source}/index.html ${source}/icon.svg
                ${source}/tsconfig.json ${source}/package-lock.json
                ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
        COMMENT "Building the web page"
        VERBATIM)
    target_sources(${target} PRIVATE ${output})
endfunction()
