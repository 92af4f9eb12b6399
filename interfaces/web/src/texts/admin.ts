import { catalogue } from "./catalogue";

export const adminText = catalogue(
    {
        title: "Administration",
        sections: "Parts of the administration",
        pages: {
            admin: "Server",
            accounts: "Accounts",
            settings: "Settings",
            imports: "Imports",
        },
    },
    {
        title: "管理",
        sections: "管理页面",
        pages: { admin: "服务器", accounts: "账户", settings: "设置", imports: "导入" },
    },
);
