import { createModel, migration } from "../../db/index.ts";

export default migration({
  dependsOn: [["contenttypes", "0001_initial"]],
  operations: [
    createModel("Permission", {
      fields: {
        id: { type: "auto", primaryKey: true },
        name: { type: "string", maxLength: 255 },
        contentType: { type: "belongsTo", to: "contenttypes.ContentType", onDelete: "cascade" },
        codename: { type: "string", maxLength: 100 },
      },
      constraints: [
        {
          type: "unique",
          name: "auth_permission_content_type_id_codename_01ab375a_uniq",
          fields: ["contentType", "codename"],
        },
      ],
    }),
    createModel("Group", {
      fields: {
        id: { type: "auto", primaryKey: true },
        name: { type: "string", maxLength: 150, unique: true },
        permissions: { type: "manyToMany", to: "auth.Permission" },
      },
    }),
    createModel("User", {
      fields: {
        id: { type: "auto", primaryKey: true },
        password: { type: "string", maxLength: 128 },
        lastLogin: { type: "datetime", nullable: true },
        isSuperuser: { type: "boolean", default: false },
        username: { type: "string", maxLength: 150, unique: true },
        firstName: { type: "string", maxLength: 150, default: "" },
        lastName: { type: "string", maxLength: 150, default: "" },
        email: { type: "string", maxLength: 254, default: "" },
        isStaff: { type: "boolean", default: false },
        isActive: { type: "boolean", default: true },
        dateJoined: { type: "datetime", default: "now" },
        groups: { type: "manyToMany", to: "auth.Group" },
        userPermissions: { type: "manyToMany", to: "auth.Permission" },
      },
    }),
  ],
});
