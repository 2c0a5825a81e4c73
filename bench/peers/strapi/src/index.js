"use strict";

const fs = require("node:fs");

// The entries of the product's own API, as rows: one a text, one a section.
module.exports = {
  async bootstrap({ strapi }) {
    const texts = JSON.parse(fs.readFileSync(process.env.BENCH_ENTRIES, "utf8"));
    for (const { sections, ...text } of texts) {
      const { documentId } = await strapi.documents("api::text.text").create({ data: text });
      for (const section of sections) {
        await strapi.documents("api::section.section").create({ data: { ...section, text: documentId } });
      }
    }
  },
};
