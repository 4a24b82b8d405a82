import type { Contender } from "./contender.ts";

/** Loads the contenders with these names, in this order; each library only when it takes part. */
export const contenders: Readonly<Record<string, () => Promise<Contender>>> = {
  bare: async () => (await import("./bare.ts")).bare,
  quintet: async () => (await import("./quintet.ts")).quintet,
  kysely: async () => (await import("./kysely.ts")).kysely,
  drizzle: async () => (await import("./drizzle.ts")).drizzle,
  prisma: async () => (await import("./prisma/prisma.ts")).prisma,
  typeorm: async () => (await import("./typeorm.ts")).typeorm,
  mikroorm: async () => (await import("./mikro-orm.ts")).mikroOrm,
};
