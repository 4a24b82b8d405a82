/** The part of Prisma's generated client that is used: the code is generated when it is first run, types included. */
export interface PrismaClient {
  readonly article: Delegate;
  readonly author: Delegate;
  $queryRawUnsafe(sql: string): PromiseLike<unknown>;
  $disconnect(): PromiseLike<void>;
}

interface Delegate {
  findUniqueOrThrow(options: object): PromiseLike<object>;
  findMany(options: object): PromiseLike<object[]>;
  create(options: object): PromiseLike<object>;
  createMany(options: object): PromiseLike<object>;
  updateMany(options: object): PromiseLike<object>;
  groupBy(options: object): PromiseLike<{ status: string; _count: number; _sum: { views: number } }[]>;
}
