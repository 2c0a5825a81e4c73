module.exports = require("@strapi/strapi").factories.createCoreRouter("api::text.text", {
  config: { find: { auth: false }, findOne: { auth: false } },
});
