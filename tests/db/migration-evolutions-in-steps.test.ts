import { testEvolutions } from "./evolution-tests.ts";

for (const dialect of ["sqlite", "postgres", "mysql"] as const) testEvolutions(dialect, "in steps");
