import { testEvolutions } from "./evolution-tests.ts";

testEvolutions("postgres");
