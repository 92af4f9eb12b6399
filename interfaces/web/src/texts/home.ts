import { catalogue } from "./catalogue";

export const homeText = catalogue(
    {
        heading: "Find a film. See what people think. Say what you think.",
        best: "Best rated",
        most: "Most rated",
        added: "Newly added",
        all: "Show all",
        allOf: (name: string) => `Show all: ${name}`,
        genres: "Browse by genre",
        empty: "There are no films here yet.",
        emptyAdvice: "An editor or an administrator can add some.",
    },
    {
        heading: "找一部影片，看大家的评价，说你的看法。",
        best: "评分最高",
        most: "最多人评",
        added: "最近添加",
        all: "查看全部",
        allOf: (name: string) => `查看全部：${name}`,
        genres: "按类型浏览",
        empty: "这里还没有影片。",
        emptyAdvice: "编辑或管理员可以添加影片。",
    },
);
