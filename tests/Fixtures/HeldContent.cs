using System.Net;
using System.Text;

namespace BalanceNotifications.Fixtures;

/// <summary>A request's body of which the first part is sent at once, and the rest when the test says so.</summary>
internal sealed class HeldContent(string first) : HttpContent
{
    private readonly TaskCompletionSource<string> _rest = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the first part is on its way.</summary>
    public Task Begun => _begun.Task;

    public void Release(string rest) => _rest.TrySetResult(rest);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(first));
        await stream.FlushAsync();
        _begun.TrySetResult();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(await _rest.Task));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
