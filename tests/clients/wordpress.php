<?php
// WordPress as Debian ships it, in a database and a content folder of its own: `/` is a post with nothing but an address.
// Runs as the router of PHP's own server; SOCKET, CONTENT, SITE and EMBED say where everything is.
if (preg_match('#^/wp-includes/.*\.(js|css)$#', parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH))) {
    return false;
}
define('DB_NAME', 'wordpress');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:' . getenv('SOCKET'));
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
define('WP_CONTENT_DIR', getenv('CONTENT'));
define('WP_HOME', getenv('SITE'));
define('WP_SITEURL', getenv('SITE'));
define('DISABLE_WP_CRON', true);
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('WP_ACCESSIBLE_HOSTS', '127.0.0.1');
// Else it sends the first who comes to its own page for that.
define('WP_INSTALLING', true);
define('ABSPATH', '/usr/share/wordpress/');
$table_prefix = 'wp_';
require ABSPATH . 'wp-settings.php';
// Its requests go to the world only; these two filters of its own open this machine and its ports to them.
add_filter('http_request_host_is_external', '__return_true');
add_filter('http_allowed_safe_ports', fn (array $ports) => [...$ports, (int) parse_url(getenv('EMBED'), PHP_URL_PORT)]);

if (!is_blog_installed()) {
    require ABSPATH . 'wp-admin/includes/upgrade.php';
    wp_install('Blog', 'editor', 'editor@blog.example', true, '', 'secret');
}
$post = get_page_by_path('a-page-of-theirs', OBJECT, 'post') ?? get_post(wp_insert_post([
    'post_title' => 'Embed',
    'post_name' => 'a-page-of-theirs',
    'post_content' => getenv('EMBED'),
    'post_status' => 'publish',
    'post_author' => 1,
]));
setup_postdata($post);
$content = apply_filters('the_content', $post->post_content);
?>
<!doctype html>
<html lang="en">
<head><title>A post</title><?php wp_enqueue_scripts(); wp_print_scripts(); ?></head>
<body><main><?= $content ?></main><?php wp_print_footer_scripts(); ?></body>
</html>
