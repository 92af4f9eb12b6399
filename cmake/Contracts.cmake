# marquee_protos(target folder)
#
# Compiles the .proto files below `folder`, which their imports start from, into the target; whoever
# links it includes "<path below folder>.pb.h". What only reads code, as clang-tidy does, needs
# `${target}_protos` built before.
function(marquee_protos target folder)
    set(root ${PROJECT_SOURCE_DIR}/${folder})
    set(output ${CMAKE_BINARY_DIR}/protos/${target})
    file(MAKE_DIRECTORY ${output})
    set(headers)
    file(GLOB_RECURSE protos RELATIVE ${root} CONFIGURE_DEPENDS ${root}/*.proto)
    foreach(proto ${protos})
        string(REGEX REPLACE "\\.proto$" ".pb" generated ${output}/${proto})
        add_custom_command(
            OUTPUT ${generated}.cc ${generated}.h
            COMMAND protobuf::protoc --proto_path=${root} --cpp_out=${output} ${proto}
            DEPENDS ${root}/${proto}
            COMMENT "Compiling ${proto}"
            VERBATIM)
        target_sources(${target} PRIVATE ${generated}.cc)
        list(APPEND headers ${generated}.h)
        set_source_files_properties(${generated}.cc PROPERTIES COMPILE_OPTIONS -w)
    endforeach()
    add_custom_target(${target}_protos DEPENDS ${headers})
    target_include_directories(${target} SYSTEM PUBLIC ${output})
    target_link_libraries(${target} PUBLIC protobuf::libprotobuf)
endfunction()
