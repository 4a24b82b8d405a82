import type { Dialect, KnownApp } from "./known-app.ts";

/* A shop as in the sample database of old: names with spaces and capitals, keys of two columns, people who report to people. */

const types = {
  sqlite: {
    id: "INTEGER PRIMARY KEY AUTOINCREMENT",
    money: "NUMERIC(10, 4)",
    moment: "DATETIME",
    blob: "BLOB",
  },
  postgres: { id: "serial PRIMARY KEY", money: "numeric(10, 4)", moment: "timestamp", blob: "bytea" },
  mysql: {
    id: "int NOT NULL AUTO_INCREMENT PRIMARY KEY",
    money: "decimal(10, 4)",
    moment: "datetime",
    blob: "longblob",
  },
} as const;

function schema(dialect: Dialect): string {
  const { id, money, moment, blob } = types[dialect];
  const quote = dialect === "mysql" ? "`" : '"';
  const flag = dialect === "mysql" ? "tinyint(1)" : "boolean";
  const no = dialect === "mysql" ? "0" : "false";
  const text = `
    CREATE TABLE "Categories" ("CategoryID" ${id}, "CategoryName" varchar(15) NOT NULL, "Description" text, "Picture" ${blob});
    CREATE INDEX "CategoryName" ON "Categories" ("CategoryName");
    CREATE TABLE "Customers" ("CustomerID" char(5) NOT NULL PRIMARY KEY, "CompanyName" varchar(40) NOT NULL, "Contact Name" varchar(30), "PostalCode" varchar(10));
    CREATE TABLE "Employees" ("EmployeeID" ${id}, "LastName" varchar(20) NOT NULL, "FirstName" varchar(10) NOT NULL, "HireDate" ${moment}, "ReportsTo" integer, CONSTRAINT "FK_Employees_Employees" FOREIGN KEY ("ReportsTo") REFERENCES "Employees" ("EmployeeID"));
    CREATE TABLE "Products" ("ProductID" ${id}, "ProductName" varchar(40) NOT NULL, "CategoryID" integer, "UnitPrice" ${money} DEFAULT 0, "UnitsInStock" smallint DEFAULT 0, "Discontinued" ${flag} NOT NULL DEFAULT ${no}, CONSTRAINT "FK_Products_Categories" FOREIGN KEY ("CategoryID") REFERENCES "Categories" ("CategoryID"), CONSTRAINT "CK_Products_UnitPrice" CHECK ("UnitPrice" >= 0), CONSTRAINT "CK_UnitsInStock" CHECK ("UnitsInStock" >= 0));
    CREATE TABLE "Orders" ("OrderID" ${id}, "CustomerID" char(5), "EmployeeID" integer, "OrderDate" ${moment}, "Freight" ${money} DEFAULT 0, CONSTRAINT "FK_Orders_Customers" FOREIGN KEY ("CustomerID") REFERENCES "Customers" ("CustomerID"), CONSTRAINT "FK_Orders_Employees" FOREIGN KEY ("EmployeeID") REFERENCES "Employees" ("EmployeeID"));
    CREATE TABLE "Order Details" ("OrderID" integer NOT NULL, "ProductID" integer NOT NULL, "UnitPrice" ${money} NOT NULL DEFAULT 0, "Quantity" smallint NOT NULL DEFAULT 1, "Discount" real NOT NULL DEFAULT 0, CONSTRAINT "PK_Order_Details" PRIMARY KEY ("OrderID", "ProductID"), CONSTRAINT "FK_Order_Details_Orders" FOREIGN KEY ("OrderID") REFERENCES "Orders" ("OrderID"), CONSTRAINT "FK_Order_Details_Products" FOREIGN KEY ("ProductID") REFERENCES "Products" ("ProductID"), CONSTRAINT "CK_Quantity" CHECK ("Quantity" > 0), CONSTRAINT "CK_Discount" CHECK ("Discount" >= 0 AND "Discount" <= 1));
    CREATE TABLE "Shipments" ("ShipmentID" ${id}, "OrderID" integer NOT NULL, "ProductID" integer NOT NULL, CONSTRAINT "FK_Shipments" FOREIGN KEY ("OrderID", "ProductID") REFERENCES "Order Details" ("OrderID", "ProductID"));
    CREATE TABLE "Region" ("RegionID" integer NOT NULL PRIMARY KEY, "RegionDescription" char(50) NOT NULL);
    CREATE TABLE "Territories" ("TerritoryID" varchar(20) NOT NULL PRIMARY KEY, "TerritoryDescription" char(50) NOT NULL, "RegionID" integer NOT NULL, CONSTRAINT "FK_Territories_Region" FOREIGN KEY ("RegionID") REFERENCES "Region" ("RegionID"));
    CREATE TABLE "EmployeeTerritories" ("EmployeeID" integer NOT NULL, "TerritoryID" varchar(20) NOT NULL, CONSTRAINT "PK_EmployeeTerritories" PRIMARY KEY ("EmployeeID", "TerritoryID"), CONSTRAINT "FK_ET_Employees" FOREIGN KEY ("EmployeeID") REFERENCES "Employees" ("EmployeeID"), CONSTRAINT "FK_ET_Territories" FOREIGN KEY ("TerritoryID") REFERENCES "Territories" ("TerritoryID"));
    CREATE VIEW "Products Above Average Price" AS SELECT "ProductID", "ProductName", "UnitPrice" FROM "Products" WHERE "UnitPrice" > (SELECT AVG("UnitPrice") FROM "Products");
    INSERT INTO "Categories" ("CategoryName") VALUES ('Beverages'), ('Seafood');
    INSERT INTO "Customers" ("CustomerID", "CompanyName", "Contact Name") VALUES ('ALFKI', 'Alfreds', 'Maria'), ('BONAP', 'Bon app', NULL);
    INSERT INTO "Employees" ("LastName", "FirstName", "ReportsTo") VALUES ('Fuller', 'Andrew', NULL), ('Davolio', 'Nancy', 1), ('King', 'Robert', 1);
    INSERT INTO "Products" ("ProductName", "CategoryID", "UnitPrice") VALUES ('Chai', 1, 18), ('Ikura', 2, 31), ('Tea', 1, 4.5);
    INSERT INTO "Orders" ("CustomerID", "EmployeeID") VALUES ('ALFKI', 2), ('ALFKI', 3), ('BONAP', 2);
    INSERT INTO "Order Details" ("OrderID", "ProductID", "UnitPrice", "Quantity") VALUES (1, 1, 18, 2), (1, 2, 30, 1), (2, 1, 17, 5);
    INSERT INTO "Shipments" ("OrderID", "ProductID") VALUES (1, 2);
    INSERT INTO "Region" VALUES (1, 'Eastern');
    INSERT INTO "Territories" VALUES ('01581', 'Westboro', 1), ('01730', 'Bedford', 1);
    INSERT INTO "EmployeeTerritories" VALUES (2, '01581'), (2, '01730'), (3, '01730');`;
  return text.replaceAll('"', quote);
}

export const northwind: KnownApp = {
  name: "northwind",
  schema: { sqlite: schema("sqlite"), postgres: schema("postgres"), mysql: schema("mysql") },
  questions: `
    const nancy = await Employee.include("reportsTo", "territories", "orders").get({ firstName: "Nancy" });
    const boss = await Employee.include("employeesAsReportsTo").get({ lastName: "Fuller" });
    const chai = await Product.include("category", "orderDetails").get({ productName: "Chai" });
    const detail = await OrderDetail.include("order", "product", "shipments").get({ order: 1, product: 2 });
    const shipment = await Shipment.include("orderDetail").get({ shipmentId: 1 });
    const maria = await Customer.include("orders").get({ contactName: "Maria" });
    const added = await OrderDetail.create({ order: 3, product: 3, unitPrice: "4.50", quantity: 7 });
    added.quantity = 8;
    await added.save();
    const above = await ProductsAboveAveragePrice.orderBy("productName");
    return [
      nancy.reportsTo?.lastName, nancy.territories.map(({ territoryId }) => territoryId).toSorted(), nancy.orders.length,
      boss.employeesAsReportsTo.map(({ firstName }) => firstName).toSorted(), chai.category?.categoryName, chai.orderDetails.length,
      detail.product.productName, detail.order.customerId?.trim(), detail.shipments.length, shipment.orderDetail.quantity, maria.orders.length,
      (await OrderDetail.get({ order: 3, product: 3 })).quantity, above.map(({ productName }) => productName),
    ];`,
  answers: [
    "Fuller",
    ["01581", "01730"],
    2,
    ["Nancy", "Robert"],
    "Beverages",
    2,
    "Ikura",
    "ALFKI",
    1,
    1,
    2,
    8,
    ["Chai", "Ikura"],
  ],
  change: [
    /lastName: string\(\{ maxLength: 20, /,
    "notes: text({ nullable: true }),\n  lastName: string({ maxLength: 60, ",
  ],
};
