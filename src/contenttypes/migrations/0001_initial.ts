import { createModel, migration } from "../../db/index.ts";

export default migration({
  operations: [
    createModel("ContentType", {
      fields: {
        id: { type: "auto", primaryKey: true },
        appLabel: { type: "string", maxLength: 100 },
        model: { type: "string", maxLength: 100 },
      },
      table: "django_content_type",
      constraints: [
        {
          type: "unique",
          name: "django_content_type_app_label_model_76bd3d3b_uniq",
          fields: ["appLabel", "model"],
        },
      ],
    }),
  ],
});
