import { testEvolutions } from "./evolution-tests.ts";

testEvolutions("mysql");
