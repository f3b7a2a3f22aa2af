using System.Globalization;
using System.Text.Json;
using BalanceNotifications.Accounts;
using BalanceNotifications.Errors;
using CsvHelper;

namespace BalanceNotifications.Batches;

/// <summary>
/// The cells of the row that a CSV reader stands on, by the member each one is. An empty cell and an absent column both
/// read as null; a cell that cannot be read is noted, and reads as null.
/// </summary>
internal sealed class CsvCells
{
    private readonly CsvReader _reader;
    private readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);

    /// <exception cref="BrokenFileException">The header is not one of this layout.</exception>
    public CsvCells(CsvReader reader, CsvLayout layout, IReadOnlyList<string> header)
    {
        _reader = reader;
        var errors = layout.Check(header).ToArray();
        if (errors.Length > 0)
        {
            throw new BrokenFileException(errors);
        }

        foreach (var column in layout.Columns)
        {
            if (header.Index().FirstOrDefault(name => name.Item == column.Name) is { Item: not null } found)
            {
                _positions.Add(column.Field, found.Index);
                Members |= column.Member;
            }
        }
    }

    /// <summary>The parts of an account that the file's columns set.</summary>
    public AccountFields Members { get; }

    /// <summary>Where a member's column stands; behind all columns when it has none.</summary>
    public int PositionOf(string field) => _positions.GetValueOrDefault(field, int.MaxValue);

    public string? Text(string field) =>
        _positions.TryGetValue(field, out var position) && !_reader.IsEmpty(position)
            ? _reader.GetString(position)
            : null;

    public decimal? Amount(string field, FieldChecks checks) => Read<decimal>(
        field, checks, "Is not an amount such as 120.00.",
        static text => decimal.TryParse(
            text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out var amount)
            ? amount
            : null);

    public DateOnly? Date(string field, FieldChecks checks) => Read<DateOnly>(
        field, checks, "Is not a date such as 2026-11-23.",
        static text => DateOnly.TryParseExact(
            text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : null);

    public DateTimeOffset? Instant(string field, FieldChecks checks) => Read<DateTimeOffset>(
        field, checks, "Is not an instant with its offset such as 2026-11-23T15:02:00-06:00.",
        static text => InstantText.TryRead(text, out var instant) ? instant : null);

    public SwitchState? Switch(string field, FieldChecks checks) => Read<SwitchState>(
        field, checks, "Is optedIn or optedOut.",
        static text => text switch
        {
            "optedIn" => SwitchState.OptedIn,
            "optedOut" => SwitchState.OptedOut,
            _ => null,
        });

    public PostingType? PostingType(string field, FieldChecks checks) => Read<PostingType>(
        field, checks, "Is payment, credit, writeOff, charge, refund, adjustment or reversal.",
        static text => Enum.GetValues<PostingType>().Cast<PostingType?>().FirstOrDefault(
            type => JsonNamingPolicy.CamelCase.ConvertName(type.ToString()!) == text));

    public Channel? Channel(string field, FieldChecks checks) => Read<Channel>(
        field, checks, "Is email, text or voice.",
        static text => text switch
        {
            "email" => BalanceNotifications.Channel.Email,
            "text" => BalanceNotifications.Channel.Text,
            "voice" => BalanceNotifications.Channel.Voice,
            _ => null,
        });

    private T? Read<T>(string field, FieldChecks checks, string message, Func<string, T?> read)
        where T : struct
    {
        if (Text(field) is not { } text)
        {
            return null;
        }

        if (read(text) is { } value)
        {
            return value;
        }

        checks.Add(field, message);
        return null;
    }
}
