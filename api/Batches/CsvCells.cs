using System.Globalization;
using System.Text.Json;
using BalanceNotifications.Accounts;
using BalanceNotifications.Errors;

namespace BalanceNotifications.Batches;

/// <summary>
/// The cells of a row, by the member each one is. An empty cell and an absent column both read as null; a cell that cannot
/// be read is noted, and reads as null.
/// </summary>
internal sealed class CsvCells(CsvHeader header, CsvRow row)
{
    /// <summary>The parts of an account that the file's columns set.</summary>
    public AccountFields Members => header.Members;

    public string? Text(string field) => header.PositionOf(field) is var position && position < row.Cells.Length
        ? row.Cells[position]
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
