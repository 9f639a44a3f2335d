-- +goose Up
-- One state of what is told of each station from another, by the transactions that wrote its
-- rows: whoever keeps what was read of stations reads anew those alone that have changed.
DROP VIEW pub.stations_version;
CREATE VIEW pub.stations_version AS
    SELECT s.id, s.code, hashtextextended(concat_ws(' ', s.xmin, n.rows, m.rows, date_trunc('hour', now())), 0) AS version
    FROM   data.stations s
    LEFT   JOIN (SELECT station, bit_xor(hashtextextended(xmin::text, id)) AS rows FROM data.sensors GROUP BY station) n ON n.station = s.id
    LEFT   JOIN (SELECT station, bit_xor(hashtextextended(xmin::text, parameter)) AS rows FROM data.latest_means GROUP BY station) m ON m.station = s.id;
GRANT SELECT ON pub.stations_version TO sotay_public, sotay_app, sotay_staff;

-- +goose Down
DROP VIEW pub.stations_version;
CREATE VIEW pub.stations_version AS
    SELECT (SELECT bit_xor(hashtextextended(concat(id, ' ', xmin), 0)) FROM data.stations) AS stations,
           (SELECT bit_xor(hashtextextended(concat(id, ' ', xmin), 0)) FROM data.sensors) AS sensors,
           (SELECT bit_xor(hashtextextended(concat(station, ' ', parameter, ' ', xmin), 0)) FROM data.latest_means) AS means,
           date_trunc('hour', now()) AS hour;
GRANT SELECT ON pub.stations_version TO sotay_public, sotay_app, sotay_staff;
