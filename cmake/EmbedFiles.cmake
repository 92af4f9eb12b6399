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
    file(GLOB_RECURSE files CONFIGURE_DEPENDS ${patterns})
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
