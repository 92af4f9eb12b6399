#include "infrastructure/database/database_failure.h"

#include <soci/mysql/soci-mysql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <stdexcept>

namespace marquee::database {
namespace {

Failure classify_sqlite(int result) {
    switch (result & 0xFF) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:
            return Failure::busy;
        case SQLITE_CONSTRAINT:
            return Failure::duplicate_key;
        case SQLITE_INTERRUPT:  // by the watchdog
            return Failure::statement_timeout;
        case SQLITE_FULL:
        case SQLITE_IOERR:
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_NOMEM:
            return Failure::refused;
        case SQLITE_NOTADB:
        case SQLITE_CORRUPT:
        case SQLITE_CANTOPEN:
            return Failure::misconfigured;
        default:
            return Failure::other;
    }
}

}  // namespace

Failure classify_mysql(unsigned int number) {
    switch (number) {
        case 1205:  // lock wait timeout
        case 1213:  // deadlock, or a Galera certification conflict
        case 3101:  // the same of Group Replication, and of TiDB
        case 8022:
        case 9007:
            return Failure::deadlock;
        case 1062:
            return Failure::duplicate_key;
        case 1044:  // access denied, 1045 likewise
        case 1045:
        case 1049:  // unknown database
        case 1129:  // a host or a user that is not let in
        case 1130:
        case 1142:
        case 1143:
        case 1698:
            return Failure::misconfigured;
        case 1969:  // max_statement_time, 3024 likewise
        case 3024:
            return Failure::statement_timeout;
        case 1021:  // disk full, and tables that are
        case 1114:
        case 1041:  // out of memory
        case 1040:  // too many connections
        case 1203:
        case 1226:
        case 8004:  // too large a transaction, or a part of the cluster away: TiDB
        case 9001:
        case 9002:
        case 9003:
            return Failure::refused;
        case 1047:  // this Galera node is not in the cluster
        case 1053:  // shutdown in progress
        case 1290:  // read-only: no longer the primary; 1792, 1836 likewise
        case 1792:
        case 1836:
        case 1927:  // connection killed
        case 1158:  // packets that did not come whole
        case 1159:
        case 1160:
        case 1161:
        case 1043:  // words that can't be read, by one side or the other
        case 1156:
        case 1157:
        case 1835:
        case 2000:
        case 2007:
        case 2002:  // the client library's own: can't connect, gone, lost
        case 2003:
        case 2005:
        case 2006:
        case 2012:
        case 2013:
        case 2026:
        case 2027:
        case 2055:
            return Failure::connection_lost;
        default:
            return Failure::other;
    }
}

Failure classify(const std::exception& exception) {
    if (const auto* mysql = dynamic_cast<const soci::mysql_soci_error*>(&exception)) {
        return classify_mysql(mysql->err_num_);
    }
    if (const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&exception)) {
        return classify_sqlite(sqlite->result());
    }
    return Failure::other;
}

Error error_for(Failure failure) {
    switch (failure) {
        case Failure::connection_lost:
            return Error(ErrorCode::unavailable, "the database can't be reached; try again soon");
        case Failure::deadlock:
            return Error(ErrorCode::unavailable,
                         "too many others write the same at this moment; try again");
        case Failure::duplicate_key:
            return Error(ErrorCode::conflict,
                         "somebody else wrote the same at this moment; read it again");
        case Failure::busy:
            return Error(ErrorCode::unavailable, "the database is busy; try again soon");
        case Failure::refused:
            return Error(ErrorCode::unavailable,
                         "the database takes no writes at this moment; nothing was changed");
        case Failure::misconfigured:
            return Error(ErrorCode::unavailable,
                         "the database can't be used: it is damaged, no database at all, or its "
                         "address, user or permissions are wrong");
        case Failure::statement_timeout:
            return Error(ErrorCode::deadline_exceeded, "the database took too long");
        case Failure::other:
            break;
    }
    throw std::logic_error("an unclassified database failure has no error of its own");
}

}  // namespace marquee::database
