module.exports = require("@strapi/strapi").factories.createCoreRouter("api::section.section", {
  config: { find: { auth: false }, findOne: { auth: false } },
});
