using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;

namespace BalanceNotifications;

/// <summary>How this product talks to PostgreSQL.</summary>
public static class Database
{
    /// <summary>JSON as it lies in <c>jsonb</c> columns: camelCase, enumerations as names, so that a person can read it.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>For jobs that nobody waits for: their statements may take a minute.</summary>
    internal const int JobTimeoutSeconds = 60;

    /// <summary>Statements are prepared after their second use; error texts keep parameters out of logs.</summary>
    public static NpgsqlDataSourceBuilder ConfigureForProduct(this NpgsqlDataSourceBuilder builder)
    {
        builder.ConnectionStringBuilder.ConfigureForProduct();
        return builder;
    }

    /// <inheritdoc cref="ConfigureForProduct(NpgsqlDataSourceBuilder)"/>
    public static NpgsqlConnectionStringBuilder ConfigureForProduct(this NpgsqlConnectionStringBuilder connection)
    {
        connection.MaxAutoPrepare = 64;
        connection.AutoPrepareMinUsages = 2;
        connection.IncludeErrorDetail = false;
        return connection;
    }

    public static T FromJson<T>(string json) => JsonSerializer.Deserialize<T>(json, Json)
        ?? throw new JsonException($"A stored {typeof(T).Name} is null.");

    public static string ToJson<T>(T value) => JsonSerializer.Serialize(value, Json);

    /// <summary>Adds a command to a batch, its parameters in the order of $1, $2, …</summary>
    public static NpgsqlBatch Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        batch.BatchCommands.Add(command);
        return batch;
    }

    /// <summary>A command of a job, its parameters in the order of $1, $2, …</summary>
    internal static NpgsqlCommand JobCommand(
        this NpgsqlDataSource database, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = database.CreateCommand(sql);
        command.CommandTimeout = JobTimeoutSeconds;
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>One positional parameter; null is sent as SQL null.</summary>
    public static NpgsqlParameter Value<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    /// <summary>One positional <c>jsonb</c> parameter.</summary>
    public static NpgsqlParameter Jsonb(string? json) =>
        new() { Value = (object?)json ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb };

    public static T? Nullable<T>(this NpgsqlDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? default : reader.GetFieldValue<T>(ordinal);
}
